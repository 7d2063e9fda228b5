"""Keyed randomness: every draw belongs to a purpose and a subject, never to the order of calls."""

from sim.luck.inverse_cdf import quantile, quantile_at
from sim.luck.keyed import Luck, Purpose, uniforms

__all__ = ["Luck", "Purpose", "quantile", "quantile_at", "uniforms"]
