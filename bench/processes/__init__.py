"""What runs in a process of its own, so that each has its own Django and its own database."""
