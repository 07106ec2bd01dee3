story: Coupons of a plan count already on the order that buys it
program: with-plan.yaml

2026-01-05 12:00  join anna
                  give anna leaf
                  give anna gift
                  order A1 anna 1000.00 code anna/leaf
                  then A1 paid 1000.00; anna coupons 2         # no plan, no coupon
2026-01-06 12:00  hold anna 0 on A2 1000.00; 300.00 sku=CLUB code anna/leaf,anna/gift
                  order A2 anna 1000.00; 300.00 sku=CLUB code anna/leaf,anna/gift
                  then A2 discount leaf 100.00, earned 59; anna coupons 0, plan club
2026-01-07 12:00  cancel A2
                  then anna coupons 2, plan none
