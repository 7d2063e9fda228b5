"""`python -m benchmarks`, or `make bench`: the ratios that the documentation quotes."""

from benchmarks import model_speed


def main() -> None:
    """Print what was measured."""
    print(model_speed.report())


if __name__ == "__main__":
    main()
