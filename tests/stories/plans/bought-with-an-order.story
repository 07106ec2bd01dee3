story: a plan is bought as a product, renewed, and ends after its grace
program: club.yaml

2026-01-05 12:00  order A1 anna 1000.00; 310.00 sku=CLUB-1
                  # the fee earns nothing and is no spend; its benefits begin with the next order
                  then A1 paid 1310.00, earned everyone 10; anna available 60, plan club
                  then anna plan-until 2026-02-05, saved 0
2026-01-10        order A2 anna 1000.00
                  # 5% off, and 10% of 950.00 instead of 1%
                  then A2 paid 950.00, earned members 95; anna saved 50, saved-units 86
2026-02-04        order A3 anna 310.00 sku=CLUB-1
                  then A3 earned 0; anna plan-until 2026-03-05, available 205
                  # units pay for half of the tea and for nothing of the fee
2026-02-20        refused redeem anna 60 on A9 100.00; 310.00 sku=CLUB-1 because over_share
2026-03-05 12:00  order A4 anna 100.00           # in the grace
                  then A4 discount club-price 5.00
2026-03-08 13:00  order A5 anna 100.00
                  then A5 discount 0.00, earned everyone 1; anna plan none
