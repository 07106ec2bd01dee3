"""What a request says: its address, its body, and everything that is wrong with either."""
