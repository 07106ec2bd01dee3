story: Ten stamps buy a cup at half its price, and a return undoes what it must
program: cups.yaml

2026-01-10 10:00  order A1 anna 3000.00
                  then A1 earned 10; anna available 10, claims 0
                  claim C1 anna half-cup
                  then anna available 0, claims 1
                  refused claim C2 anna half-cup because not_enough_units
                  order A2 anna 600.00 category=cups qty=2; 900.00 category=tea claims C1
                  then A2 discount half-cup 150.00, paid 1350.00, earned 4
                  then anna available 4, claims 0
                  refused use-claim C1 because claim_not_open
2026-01-11 10:00  return A2 300.00 line 1                         # one cup, its half of what came off
                  then A2 earned 3; anna claims 0
2026-01-12 10:00  return A2 300.00 line 1
                  then anna claims 0                              # the tea stayed
2026-01-13 10:00  return A2 900.00
                  then A2 earned 0; anna available 0, claims 1    # nothing stayed: it can be used again
                  order A3 anna 500.00 category=cups; 400.00 category=cups claims C1
                  then A3 discount half-cup 250.00, paid 650.00   # the dearest cup
                  cancel A3
                  then anna available 0, claims 1
2026-01-14 10:00  return A1 3000.00                               # the stamps that were given for it
                  then anna debt 10, claims 1
2026-01-25 00:00  then anna claims 0, debt 10                     # two weeks, to the end of that day
                  order A4 anna 500.00 category=cups claims C1
                  then A4 paid 500.00                             # too late for it
