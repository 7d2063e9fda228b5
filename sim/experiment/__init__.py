"""Runs: one harness for one run, and everything that is made of many."""
