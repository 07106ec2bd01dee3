"""Parts of a program back into plain values; defaults are left out."""
