story: a trial, a payment, a failed one, and two ways to cancel
program: club.yaml

2026-01-01 10:00  grant-plan anna club trial
                  then anna plan club, plan-until 2026-01-08, available 0
                  refused grant-plan anna club trial because trial_used
                  refused grant-plan anna club-year trial because no_trial
                  refused grant-plan anna gold because unknown_plan
                  refused plan anna club because plan_is_sold
2026-01-07        grant-plan anna club paid 310.00
                  then anna plan-until 2026-02-08, available 50
2026-02-08 11:00  payment-failed anna club
                  then anna plan club
2026-02-09        grant-plan anna club paid 310.00
                  then anna plan-until 2026-03-08
2026-02-20 09:00  cancel-plan anna club end
2026-03-08 10:00  then anna plan none, plan-refund 0
2026-03-09        refused payment-failed anna club because plan_not_running
                  refused cancel-plan anna club now because plan_not_running
2026-04-01 12:00  grant-plan anna club 2 paid 620.00
                  then anna plan-until 2026-06-01, available 200
2026-04-11 15:00  cancel-plan anna club now
                  # 11 of 61 days have begun: 620.00 × 50 / 61, rounded down
                  then anna plan none, plan-refund 508.19
