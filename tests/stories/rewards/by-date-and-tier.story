story: A catalogue for a time, for a tier, and once a month
program: cups.yaml

2026-01-10 10:00  order A1 anna 3000.00
                  refused claim C1 anna tasting because reward_not_yet
                  refused claim C1 anna tour because not_your_tier
                  refused claim C1 anna boat because unknown_reward
2026-02-10 10:00  claim C1 anna tasting
                  then anna available 8, claims 1
                  refused claim C2 anna tasting because reward_limit_reached
2026-02-11 23:59  then anna available 8
2026-02-12 00:00  then anna available 10, claims 0                # lapsed, and its stamps came back
                  refused claim C2 anna tasting because reward_limit_reached
2026-03-01 00:00  claim C2 anna tasting
2026-03-03 00:00  then anna available 10, claims 0
                  claim C3 anna half-cup
2026-03-11 00:00  cancel-claim C3                                 # the stamps had their date meanwhile:
                  then anna available 10, expired 0               # they live for the grace
2026-03-15 00:00  then anna available 0, expired 10
2026-04-01 00:00  refused claim C4 anna tasting because reward_over
