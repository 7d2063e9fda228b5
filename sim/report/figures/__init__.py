"""Pictures of a run, one a module: the run's tables in, a figure out. Only this package loads matplotlib."""
