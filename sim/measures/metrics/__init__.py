"""The metrics of a run and of a wave: a definition each, which everything that names a metric reads."""
