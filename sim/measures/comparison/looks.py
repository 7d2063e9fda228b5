"""Studies that are looked at, and then extended: what each further look may still get wrong."""

from sim.numerics import whole_power


def spent(confidence: float, looks: int) -> float:
    """Return the confidence at which a study is judged that has been looked at so many times before.

    A study of a number of replications that was fixed is judged at its confidence. Each look after it, at more
    replications, may be wrong half as often as the one before; all of them together are then wrong no more often than
    a study of a fixed number, however many they are (Bonferroni over looks).

    Args:
        confidence: that was asked for.
        looks: earlier ones, at fewer replications.

    >>> [round(spent(0.95, looks), 6) for looks in range(4)]
    [0.95, 0.975, 0.9875, 0.99375]

    Source: Lan, DeMets, "Discrete sequential boundaries for clinical trials", Biometrika 70, 1983 (an error that is
        spent look by look; this spending is the simplest one); that a frequency of looks which depends on the data
        harms little: Lan, DeMets, Biometrics 45, 1989.
    """
    return confidence if looks == 0 else 1.0 - (1.0 - confidence) / whole_power(2.0, looks)
