"""A simulation as one page: the file that `kopilka simulate --html` writes."""
