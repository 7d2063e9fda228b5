"""What a sensitivity study found, in words and tables."""
