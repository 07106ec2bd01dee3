story: A grocer's club: fresh food, tiers, a weekend for gold
program: demo.yaml

2026-01-05 12:00  order A1 anna 40.00 category=GROCERY
                  then A1 earned purchase 80; anna pending 80, available 0    # 2 % of 40.00 at a cent a point
2026-01-12 12:00  then anna available 80                                      # seven days later
2026-01-13 12:00  order A2 anna 30.00 category=GROCERY; 20.00 category=PRODUCE
                  then A2 earned purchase 150, fresh 20                       # 3 % from $50 on, and 1 % of the fresh
                  order A3 anna 10.00 category=FUEL                           # fuel never counts
                  then A3 earned 0
                  refused redeem anna 100 on A4 40.00 because below_min_balance

# A big year makes silver at $1,500; its quarter more is an entry of its own.
2026-02-02 12:00  order A5 anna 1500.00
                  then A5 earned purchase 4500; anna tier silver
2026-02-09 12:00  order A6 anna 100.00
                  then A6 earned purchase 300, silver-bonus 75
                  redeem anna 1000 on A7 40.00                                # ten dollars off
                  then A7 paid 30.00
