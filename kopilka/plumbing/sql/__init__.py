"""Statements for both databases: prepared looks, rows in bulk, triggers."""
