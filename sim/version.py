"""The version of the program, apart from the package itself, which every room may not import."""

__version__ = "0.1.0"
