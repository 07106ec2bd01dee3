story: A welcome code for the first order, and a code from a leaflet
program: welcome-coupon.yaml

2026-03-01 12:00  join anna
                  codes leaflet 2
                  then anna coupons 1
2026-03-02 12:00  order A1 anna 2000.00 code anna/welcome
                  then A1 discount welcome 200.00, paid 1800.00; A1 earned 54; anna coupons 0
2026-03-10 12:00  order A2 anna 1400.00 code leaflet/1       # too small: the code is not used up
                  then A2 discount leaflet 0
2026-03-11 12:00  order A3 anna 1500.00 code leaflet/1
                  then A3 discount leaflet 200.00, paid 1300.00
2026-03-12 12:00  order A4 anna 1500.00 code leaflet/2       # one a member
                  then A4 discount leaflet 0
2026-03-13 12:00  cancel A1                                  # the use comes back, but the code is over soon
                  then anna coupons 1
2026-03-15 12:00  then anna coupons 0
