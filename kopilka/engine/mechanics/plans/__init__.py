"""Paid membership: what was paid for, and so which plan is in force at an instant."""
