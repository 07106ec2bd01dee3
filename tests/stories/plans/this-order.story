story: the yearly plan counts for the order that buys it, and not for its award once it comes back
program: club.yaml

2026-01-05 12:00  order A1 anna 1000.00; 2900.00 sku=CLUB-12
                  then A1 discount club-price 50.00, earned members 95; anna plan club-year, saved 50
2026-01-06        return A1 2900.00 line 2
                  then A1 discount club-price 50.00, earned everyone 9; anna plan none, available 9
