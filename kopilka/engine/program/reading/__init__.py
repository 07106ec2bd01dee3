"""Parts of a program out of nodes with places; faults are collected with their places."""
