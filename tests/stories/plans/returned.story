story: a fee that comes back ends the plan, and takes its bonus along
program: club.yaml

2026-01-05 12:00  order A1 anna 310.00 sku=CLUB-1
2026-01-06        order A2 anna 310.00 sku=CLUB-1
                  then anna plan-until 2026-03-05, available 100
2026-01-10 12:00  return A1 310.00
                  # what was paid second begins now
                  then anna plan club, plan-until 2026-02-10, available 50
2026-01-20        return A2 310.00
                  then anna plan none, available 0
