"""Decisions and programs in a reader's language: traces, refusals, rules, numbers, dates."""
