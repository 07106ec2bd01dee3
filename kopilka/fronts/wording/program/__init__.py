"""A program read aloud: each wallet, rule, tier and discount is a sentence with its clauses.

A default is left out where silence means it; everything else is said, so that two programs that
read the same do the same.
"""
