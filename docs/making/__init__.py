"""What makes each generated reference page."""
