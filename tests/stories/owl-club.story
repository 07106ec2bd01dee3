story: Soonest to lapse goes first, and a return finds its way back
program: owl-club.yaml                                     # the program of section 1

2026-01-05 12:00  order A1 anna 1200.00                    # one line, no category: 5 % = 60
                  then anna pending 60, available 0
2026-01-19 12:00  then anna available 60                   # lapses at the end of 2026-07-19
2026-02-01 10:00  order A2 anna 900.00 category=teapots; 100.00 gift-card=yes  via app
                  then A2 earned purchase 45, app 18       # a gift card bought earns nothing
2026-03-01 10:00  redeem anna 50 on A3 500.00 tag=sale        # on sale: the cumulative discount leaves it alone
                  then A3 paid 450.00, earned purchase 22; anna available 73, pending 22
2026-03-05 09:00  return A1 600.00                         # half of A1: 30 back, 10 left of its own lot, 20 from A2's
                  then anna available 43
2026-08-16 00:00  then anna available 22, expired 43       # A2's lot lapsed at the end of 2026-08-15
2026-08-16 00:00  refused redeem anna 10 on A4 300.00 because below_min_balance
