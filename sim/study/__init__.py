"""What many runs are for: comparisons, questions, sensitivity."""
