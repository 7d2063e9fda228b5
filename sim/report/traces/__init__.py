"""A run as traces that other tools show: Chrome's trace events, and OpenTelemetry spans."""
