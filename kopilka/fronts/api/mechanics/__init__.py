"""Routes of single mechanics, one file each."""
