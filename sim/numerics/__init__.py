"""Elementary and special functions with the same bits on every machine.

IEEE 754 fixes + - * / and the square root to the last bit; every processor, compiler and version of a library gives the
same. It does not fix logarithms, powers, or the order in which a library adds up: numpy, scipy, the system's library
and the linear algebra choose their code by what the processor offers, and the results differ in the last bit. A
simulation is a chain of events, in which one bit may move everything. So what a run shows is calculated by the
functions of this room, which are made from the operations that are fixed, in a written order.

`elementary` and what is named after a distribution take numbers, `arrays` takes arrays, with the same bits. Each
function says its source, its domain and its error.
"""

from sim.numerics.elementary import exp, expm1, log, log1p, logistic, logit, power, whole_power
from sim.numerics.gamma_function import gamma, log_gamma
from sim.numerics.incomplete_beta import beta_quantile, beta_tails
from sim.numerics.incomplete_gamma import gamma_quantile, gamma_tails
from sim.numerics.normal import normal_quantile

__all__ = [
    "beta_quantile",
    "beta_tails",
    "exp",
    "expm1",
    "gamma",
    "gamma_quantile",
    "gamma_tails",
    "log",
    "log1p",
    "log_gamma",
    "logistic",
    "logit",
    "normal_quantile",
    "power",
    "whole_power",
]
