"""Safety gates, one file each."""
