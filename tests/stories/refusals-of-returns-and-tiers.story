story: A debt stops redeeming, and no more comes back than was bought
program: tea-house.yaml

2026-02-01 12:00  order B1 boris 1000.00
                  redeem boris 100 on B2 200.00
                  then boris points available 10               # a tenth of the 100.00 paid in money

# B1 comes back whole; most of its hundred points are gone already.
2026-02-03 12:00  return B1 1000.00
                  then boris points available 0, debt 90
                  refused redeem boris 10 on B3 500.00 because in_debt
                  refused return B1 1.00 because returned_more_than_bought

# The next award pays the debt first.
2026-02-05 12:00  order B4 boris 2000.00
                  then boris points available 110, debt 0

# By hand: never more than there is, and only a tier that the program has.
                  refused adjust boris -200 because a mistake because not_enough_units
                  refused tier boris platinum because unknown_tier
                  tier boris regular until 2026-12-31
                  then boris tier regular
