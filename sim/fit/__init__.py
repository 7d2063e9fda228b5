"""From recorded attempts to the parameters of a scenario: each with its interval, its test, and a sentence."""
