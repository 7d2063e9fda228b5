"""The statistics of choosing: alternatives simulated on common random numbers, arrays in, answers out.

Everywhere a row is a replication and a column an alternative (or a metric). A value that is missing, because the
metric is not defined in that replication or the run failed, is NaN in an input array and None in a result.
"""
