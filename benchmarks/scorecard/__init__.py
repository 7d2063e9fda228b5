"""How often what the program promises is so: every printed guarantee over a grid of shapes, sizes and ties.

    python -m benchmarks.scorecard

runs 2,000 studies a cell, keeps what it has counted in .cache/scorecard, and writes docs/background/scorecard.md.
`procedures.py` lists the guarantees, a line each.
"""
