story: A trial, a year bought with an order, and what it saved
program: paid-membership.yaml

2026-01-05 12:00  grant-plan anna club-month trial
2026-01-06 12:00  order A1 anna 1000.00
                  then A1 discount club-price 30.00, earned club 48
                  then anna plan club-month, saved 30, saved-units 39
2026-01-19 12:00  then anna plan none                          # a trial has no grace
2026-02-01 12:00  order A2 anna 1190.00 sku=CLUB-YEAR; 2000.00
                  then A2 paid 3130.00, earned club 97         # this very order; nothing on the fee
                  then anna plan club-year, plan-until 2027-02-01, saved 90
2026-02-10 12:00  return A2 2000.00 line 2
                  then A2 earned 0; anna plan club-year, saved 30, saved-units 39
2027-02-07 12:00  then anna plan club-year                     # in the grace
2027-02-08 12:00  then anna plan none
