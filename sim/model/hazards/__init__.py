"""What may end an attempt before its time, or hold it up: a hazard a file.

A hazard interrupts the process that lives an attempt, and is the cause of the interrupt:
`attempt.process.interrupt(hazard)`. The race for the end of an attempt stands in `sim/model/serving.py`, which asks the
hazard what it does to the attempt.
"""
