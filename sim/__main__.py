"""`python -m sim` is the command `buddy-sim`."""

import sys


def leave_current_folder() -> None:
    """Import nothing of the current folder, which Python puts first for `-m`: a `random.py` there is the user's own.

    Where the package itself stands there, not installed, the folder comes last instead.
    """
    if sys.flags.safe_path:
        return
    folder = sys.path.pop(0)
    home = __file__.rpartition("sim")[0].rstrip("/\\")
    if home == folder and home not in sys.path:
        sys.path.append(home)


if __name__ == "__main__":
    leave_current_folder()

    from sim.cli import main

    main()
