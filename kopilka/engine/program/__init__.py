"""The program file: a merchant's rules as one typed document."""
