"""When the tasks of a stream are released: a form of streams a file, see `sim.scenario.spec.arrival_forms`."""
