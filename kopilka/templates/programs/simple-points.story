story: One point for each whole unit of money
program: simple-points.yaml

2026-03-02 10:00  order A1 anna 25.90
                  then anna available 25                       # whole units of the order, no fractions
                  redeem anna 20 on A2 10.00                   # a point is worth a cent
                  then A2 paid 9.80, earned 9; anna available 14
2026-03-05 10:00  return A1 5.90                               # 20.00 remain: 20 points
                  then anna available 9
2036-03-05 10:00  then anna available 9                        # nothing lapses
