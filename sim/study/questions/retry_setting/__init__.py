"""The cheapest retries that meet requirements."""
