"""Formulas: arrays in, numbers out."""
