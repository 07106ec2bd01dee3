story: Ten stamps buy a knife at half its price
program: stamps.yaml

2026-01-10 10:00  order A1 anna 2990.00
                  then A1 earned 9                                  # nine full three hundreds
                  refused redeem anna 5 on K1 600.00 because not_a_step
                  order A2 anna 100.00 tag=stamp-bonus
                  then A2 earned 2; anna available 11
                  refused redeem anna 10 on K1 500.00 because nothing_eligible
                  redeem anna 10 on K1 600.00
                  then K1 paid 300.00, earned 1; anna available 2
2026-03-11 00:00  then anna expired 2
