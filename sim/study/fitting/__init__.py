"""From logs to a folder with a scenario in it."""
