"""The compiled reading of the model: the same runs, row by row and bit by bit, in a fraction of the time.

`sim/model/` is the meaning, and the text to read; `kernel/` says it again over columns, in a part of Python that can be
compiled. What it does not know goes by the model (`covers.py`).
"""
