story: What cannot be redeemed, and why
program: tea-house.yaml

2026-01-05 12:00  order A1 anna 1000.00                        # ten per cent: 100 points
                  then anna points available 100

# A number that is none.
2026-01-06 12:00  refused redeem anna 0 on A2 500.00 because not_positive

# More than there is.
                  refused redeem anna 150 on A2 500.00 because not_enough_units

# The shop takes steps of ten.
                  refused redeem anna 15 on A2 500.00 because not_a_step

# Half of the order at most: 50 of 100.00.
                  refused redeem anna 60 on A2 100.00 because over_share
                  redeem anna 50 on A2 100.00
                  then A2 paid 50.00, redeemed 50; anna points available 55   # 5 earned for the 50.00 paid

# A gift card is money, and tobacco is never paid with points.
                  refused redeem anna 10 on A3 500.00 category=tobacco because nothing_eligible

# At least fifty, or nothing.
                  redeem anna 10 on A4 100.00
                  then anna points available 54
                  redeem anna 20 on A5 100.00
                  then anna points available 42
                  refused redeem anna 10 on A6 100.00 because below_min_balance

# An order's units are redeemed once; its hold ends once.
2026-01-07 12:00  order A7 anna 2000.00
                  refused hold anna 10 on A5 100.00 because already_redeemed
                  hold anna 30 on A8 300.00
                  then anna points held 30
                  release A8
                  refused release A8 because hold_not_open
                  refused capture A8 because hold_not_open
                  refused capture A7 because unknown_hold
