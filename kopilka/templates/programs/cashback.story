story: To the kopeck, fourteen days after it was delivered
program: cashback.yaml

2026-01-10 10:00  order A1 anna 999.90
                  then A1 earned 29.99; anna pending 29.99
2026-01-12 10:00  deliver A1
2026-01-26 09:59  then anna available 0
2026-01-26 10:00  then anna available 29.99
                  redeem anna 29.99 on A2 1000.00
                  then A2 paid 970.01, earned 29.10                 # nothing on the part paid with it
2026-01-27 10:00  order A3 anna 200000.00
                  then A3 earned 3000.00                            # no more a day
2026-03-11 10:00  then anna available 0
2026-03-28 10:00  then anna available 3029.10                       # never told delivered: sixty days at most
                  return A1 999.90
                  then anna available 2999.11, debt 0
