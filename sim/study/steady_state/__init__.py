"""From when on a stream of tasks is steady: a warm-up proposed from some runs, with its picture."""
