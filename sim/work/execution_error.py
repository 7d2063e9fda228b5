"""Why runs cannot be done where they were asked to be."""


class ExecutionError(Exception):
    """The runs cannot be executed where they were asked to be; the message says what to do."""


class WrongAddress(ExecutionError, ValueError):
    """What was named as the address of a scheduler is none."""
