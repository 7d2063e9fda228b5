"""Where more agents stop paying."""
