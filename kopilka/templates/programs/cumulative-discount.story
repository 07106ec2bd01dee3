story: The discount grows with what was paid before
program: cumulative-discount.yaml

2026-01-10 10:00  order A1 anna 2000.00
                  then A1 discount 0, paid 2000.00                  # nothing was spent before it
                  order A2 anna 1000.00
                  then A2 discount growing 50.00, paid 950.00
                  order A3 anna 2050.00
                  then A3 paid 1947.50
                  order A4 anna 1000.00 list=1000.00; 500.00 list=800.00
                  then A4 discount 50.00                            # 4,897.50 so far; nothing off what is on sale
                  order A5 anna 100.00
                  then A5 discount 7.00
