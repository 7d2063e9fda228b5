"""What if: recorded attempts under another strategy, in another order, on another fleet."""
