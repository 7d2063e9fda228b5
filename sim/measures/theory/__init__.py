"""Closed forms of queueing and reliability."""
