"""The command line, one file a command; each is imported only when it is asked for."""


def main() -> None:
    """Run the command `buddy-sim` and exit with its code.

    0: done; 2: the input is wrong, nothing was run or written; 1: the run or a write failed; 130: interrupted.
    """
    import gc

    from sim.cli import interrupts, streams

    gc.disable()  # until a command is found that needs it
    interrupts.end_at_once()
    try:
        streams.use_sound_streams()
        from sim.cli.group import group

        group(prog_name="buddy-sim")
    except KeyboardInterrupt:  # before the command could take care of it
        raise SystemExit(130) from None
    finally:
        interrupts.ignore()  # everything is done, and the exit code stands
