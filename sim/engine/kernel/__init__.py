"""The world of one run over plain columns, in a part of Python that can be compiled and runs as it is.

Classes, one on top of the other, make one object: `Calendar` knows what is to happen, `Lines` who waits in which order,
`Fleet` the agents, `Trace` what happened, `Decisions` who gets what, `Life` that of a task, `Breakdowns` those of the
agents; `Kernel` lets time go on. The words are those of `sim/model/`,
which is the text to read first; a test holds the two equal, row by row. Attributes and methods get their C types in the
`.pxd` beside each file; columns are lists where the text runs uncompiled, and arrays where it is compiled.
"""
