"""Intervals, tests and trends, of plain numbers."""
