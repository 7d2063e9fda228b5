"""Alternatives side by side, from a scenario to the result folder."""
