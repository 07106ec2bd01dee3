"""Postings, lots, holds, settling and replay: the arithmetic of the book."""
