"""How strategies, gates, detectors and sources are found: in the package, by entry point, in a file, as an object.

A name in a scenario stands for a member of the program, or for one that an installed package brings as an entry
point; `./mine.py:NAME` for a variable in a file; and Python code may hand over the object itself. Whatever does not
come with the program is told by a `Plugin`: its name, file, variable and content hash, for manifest, report and store.
"""
