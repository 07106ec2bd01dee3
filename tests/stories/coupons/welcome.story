story: A welcome code is its member's own, counts once, and comes back with a cancelled order
program: coupons.yaml

2026-03-01 12:00  join anna
                  then anna coupons 1
2026-03-01 12:05  order A1 anna 1000.00 code anna/welcome
                  then A1 discount welcome 100.00, paid 900.00; A1 earned 45; anna coupons 0
2026-03-01 13:00  refused hold anna 1 on A2 500.00 code anna/welcome because code_not_accepted
2026-03-02 12:00  cancel A1
                  then anna coupons 1, available 0
2026-03-03 12:00  order A3 anna 500.00 code anna/welcome
                  then A3 discount welcome 50.00; anna coupons 0
2026-03-04 12:00  return A3 200.00                     # a part: the use stays taken
                  then anna coupons 0
2026-03-05 12:00  return A3 300.00                     # the whole: the use comes back
                  then anna coupons 1
2026-03-10 12:00  join boris
2026-03-10 12:00  order B1 boris 1000.00 code anna/welcome    # another's code is nothing
                  then B1 discount welcome 0, paid 1000.00; boris coupons 1; anna coupons 1
2026-03-16 12:00  then anna coupons 0                  # two weeks are over
2026-03-20 12:00  block boris/welcome because sent by mistake
                  then boris coupons 0
