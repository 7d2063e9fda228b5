"""Quantities, ranges and choices: what keys of a scenario hold."""
