story: Coupons of one lane compete, of different lanes add up, and units come as a rule's award
program: coupons.yaml

2026-03-01 12:00  join anna
2026-03-01 12:00  codes taxi 3
2026-03-01 12:00  order A1 anna 1000.00 code taxi/1,taxi/2,taxi/3    # two on one order
                  then A1 discount taxi 200.00
2026-03-01 13:00  order B1 boris 1000.00 code taxi/2                 # used by then
                  then B1 discount taxi 0
2026-03-01 14:00  order B2 boris 1000.00 code taxi/3                 # that one is left
                  then B2 discount taxi 100.00
2026-03-02 12:00  join gleb
2026-03-02 12:00  order G1 gleb 1500.00 via app code gleb/welcome,TEA-2026,APP
                  then G1 discount tea 200.00, welcome 0, app 65.00, paid 1235.00; gleb coupons 1
2026-03-03 12:00  event survey.filled anna
                  then anna coupons 2
2026-03-03 13:00  order A2 anna 100.00 code anna/survey
                  then A2 earned buy 5, survey 50; anna coupons 1
2026-03-04 13:00  return A2 100.00
                  then A2 earned 0; anna coupons 2
