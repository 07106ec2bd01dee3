"""Work beside what waits for nobody: in other processes, and in a thread beside requests."""
