"""A shop's files as columns of cells: how people and exports write them, and what is wrong."""
