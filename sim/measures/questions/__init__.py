"""The statistics of answers: which size is enough, where the knee is, which setting is the cheapest that holds.

Arrays in, answers out, no simulation; a row is a replication. docs/background/answers.md says what is guaranteed.
"""
