story: Coins for a pizza
program: pizza-coins.yaml

2026-01-12 13:00  order A1 anna 900.00 via app                      # a Monday
                  then A1 earned order 45, app 45, first 100, lunch 20
                  order A2 anna 500.00
                  then A2 earned order 25                           # one lunch a day
2026-01-17 13:00  order A3 anna 500.00
                  then A3 earned order 25; anna available 260       # Saturday
                  redeem anna 260 on A4 260.00
                  then A4 paid 0.00, earned 0; anna available 0
2026-02-01 19:00  order A5 anna 1000.00
                  then anna available 50
2026-05-02 00:00  then anna expired 50
