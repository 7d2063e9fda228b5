"""Two runs beside each other: settings, metrics, and where their courses part first."""
