story: Ten stamps buy a knife at half its price
program: stamps.yaml

2026-01-10 10:00  order A1 anna 2990.00
                  then A1 earned 9                                  # nine full three hundreds
                  refused claim C1 anna half-price-knife because not_enough_units
                  order A2 anna 100.00 tag=stamp-bonus
                  then A2 earned 2; anna available 11
                  refused redeem anna 10 on K1 600.00 because nothing_eligible
                  claim C1 anna half-price-knife
                  then anna available 1, claims 1
                  order K1 anna 1200.00 category=knives qty=2 claims C1
                  then K1 discount 300.00, paid 900.00, earned 3    # one of the two knives
                  then anna available 4, claims 0
2026-01-12 10:00  return K1 1200.00
                  then anna available 1, claims 1                   # the stamps of it go, the claim stays
2026-01-25 00:00  then anna claims 0                                # not used in two weeks
2026-03-11 00:00  then anna expired 1
