story: There is one, and two members want it
program: cups.yaml

2026-01-10 10:00  order A1 anna 3000.00
                  order B1 boris 3000.00
                  claim C1 anna tea
                  then anna available 7, claims 1
                  refused claim C2 boris tea because sold_out
                  cancel-claim C1                                 # she thinks better of it
                  then anna available 10, claims 0
                  claim C3 boris tea
                  refused claim C4 anna tea because sold_out
                  use-claim C3
                  refused cancel-claim C3 because claim_not_open
                  then boris available 7, claims 0
