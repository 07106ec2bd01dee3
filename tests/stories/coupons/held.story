story: What a hold reserves is free again at the instant it runs out, or when it is released
program: coupons.yaml

2026-03-01 12:00  order A1 anna 1000.00 code TEA-2026
2026-03-01 12:30  hold boris 0 on B1 1000.00 code TEA-2026
2026-03-01 12:59  refused hold gleb 0 on G1 1000.00 code TEA-2026 because code_not_accepted
2026-03-01 13:00  hold gleb 0 on G1 1000.00 code TEA-2026
2026-03-01 13:05  release G1
2026-03-01 13:06  order C1 clara 1000.00 code TEA-2026
                  then C1 discount tea 200.00
