"""`python -m sim` is the command `buddy-sim`."""

from sim.cli import main

if __name__ == "__main__":
    main()
