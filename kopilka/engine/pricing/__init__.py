"""What an order comes to: discounts first, then the part of it that units pay."""
