"""How it runs: agents as SimPy resources, tasks as processes, on a virtual clock."""
