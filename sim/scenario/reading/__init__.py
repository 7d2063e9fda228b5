"""Scenario files in and out, with every problem at once."""
