"""Readers of logs, one file a format, found by themselves."""
