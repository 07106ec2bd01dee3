"""Figures, charts and tables that more than one front draws."""
