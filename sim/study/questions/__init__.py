"""Questions, a folder each: what is asked of many runs, the answer, its report and its picture.

Each binds its KIND and is found by itself; its name, with `-` for `_`, is that of the command.
"""
