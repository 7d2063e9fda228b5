"""Pictures of a run, one a module: the run's tables in, a figure out. Nothing outside of this package loads matplotlib."""
