"""Renderings of the tables; nothing is computed here."""
