"""Words that everything else is written in. Standard library only."""
