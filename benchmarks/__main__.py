"""`python -m benchmarks`, or `make bench`: what `docs/background/speed.md` quotes, measured, each beside its goal."""

from benchmarks import model_speed, replication_speed, scaling, start_up


def main() -> None:
    """Print what was measured; memory first, since the peak is that of the whole process."""
    print(scaling.memory())
    print(start_up.report())
    print(model_speed.report())
    print(replication_speed.report())
    for line in scaling.ratios():
        print(line, flush=True)


if __name__ == "__main__":
    main()
