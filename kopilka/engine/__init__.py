"""What thinks: the same rules for live orders and for simulation. No Django, no clock, no IO."""
