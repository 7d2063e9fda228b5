"""The command line, one file a command; each is imported only when it is asked for."""


def main() -> None:
    """Run the command `buddy-sim` and exit with its code.

    0: done; 2: the input is wrong, nothing was run or written; 1: the run or a write failed; 130: interrupted.
    """
    try:
        from sim.cli.group import group

        group(prog_name="buddy-sim")
    except KeyboardInterrupt:  # before the command could take care of it
        raise SystemExit(130) from None
