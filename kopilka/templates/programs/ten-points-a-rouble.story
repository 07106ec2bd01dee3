story: Five per cent of what one likes
program: ten-points-a-rouble.yaml

2026-01-10 10:00  favourites anna dairy bread
                  order A1 anna 600.00 category=grocery; 400.00 category=dairy
                  then A1 earned everything 50, favourites 200      # half a per cent of 1,000.00, and 5 % of 400.00
                  redeem anna 250 on A2 100.00
                  then A2 paid 75.00, earned 3; anna available 3    # 250 points are 25 roubles

# Each order keeps them alive for a year; a year without one and they lapse.
2026-12-01 10:00  order A3 anna 100.00
                  then anna available 8
2027-11-30 10:00  then anna expired 0
2027-12-02 00:00  then anna expired 8
