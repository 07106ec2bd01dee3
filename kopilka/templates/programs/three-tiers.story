story: The next step counts from the next order
program: three-tiers.yaml

2026-01-10 10:00  order A1 anna 10000.00
                  then A1 earned purchase 500; anna tier silver
2026-01-11 10:00  order A2 anna 2000.00
                  then A2 earned purchase 200; anna pending 700
2026-02-01 10:00  refused redeem anna 700 on A3 2000.00 because over_share
                  redeem anna 600 on A3 2000.00
                  then A3 paid 1400.00, earned 140
2026-02-02 10:00  order B1 boris 30000.00
                  then boris tier gold                              # one order of thirty thousand
2026-02-03 10:00  return B1 5000.00
                  then boris tier gold                              # 25,000 still make gold by themselves
2026-02-04 10:00  return B1 20000.00
                  then boris tier bronze
