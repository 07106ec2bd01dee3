"""YAML with the place of every word; plain values written for people."""
