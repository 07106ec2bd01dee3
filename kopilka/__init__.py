"""Kopilka: a loyalty and retention platform for online stores."""

__version__ = "0.1.0"
