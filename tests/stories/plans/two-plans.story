story: of two plans the one that stands last in the file counts, and the other waits behind it
program: two-plans.yaml

2026-01-05  order A1 anna 100.00; 300.00 sku=GOLD
            then A1 earned gold 10; anna plan gold
2026-01-06  order A2 anna 100.00; 900.00 sku=SILVER     # a lower one takes nothing away
            then A2 earned gold 10; anna plan gold, plan-until 2026-02-05
2026-02-06  order A3 anna 100.00
            then A3 earned silver 2; anna plan silver, plan-until 2027-01-06
2026-02-07  order A4 anna 100.00; 300.00 sku=GOLD qty=2
            then A4 earned gold 10; anna plan gold, plan-until 2026-04-07
