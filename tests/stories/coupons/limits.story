story: Each limit is counted where it bounds, reserved by a hold and given back
program: coupons.yaml

2026-03-01 12:00  order A1 anna 1000.00 code tea2026   # however it is written
                  then A1 discount tea 200.00
2026-03-01 12:10  order A2 anna 1000.00 code TEA-2026  # one a member
                  then A2 discount tea 0
2026-03-01 12:20  order B1 boris 999.00 code TEA-2026  # too small: nothing is used up
                  then B1 discount tea 0
2026-03-01 12:30  hold boris 0 on B2 1000.00 code TEA-2026     # reserves the last one for half an hour
2026-03-01 12:40  refused hold gleb 0 on G1 1000.00 code TEA-2026 because code_not_accepted
2026-03-01 12:50  order B2 boris 1000.00 code TEA-2026         # its own hold never stands in its way
                  then B2 discount tea 200.00
2026-03-01 13:10  order G2 gleb 1000.00 code TEA-2026
                  then G2 discount tea 0
2026-03-02 12:00  cancel B2
2026-03-02 12:10  order G3 gleb 1000.00 code TEA-2026
                  then G3 discount tea 200.00
2026-03-03 12:00  order A3 anna 1000.00 via app code APP
                  then A3 discount app 50.00
2026-03-03 13:00  order B3 boris 1000.00 via app code APP      # one a day, whoever it is
                  then B3 discount app 0
2026-03-04 00:00  order B4 boris 1000.00 via app code APP
                  then B4 discount app 50.00
