"""What is compiled: members one after another, their orders in time. Called by `run` alone."""
