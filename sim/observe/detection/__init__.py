"""The machinery that detectors share: what they are, what they remember, how an anomaly opens and closes."""
