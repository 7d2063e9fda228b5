"""What happened to one task, or at one instant, read from the tables of a run."""
