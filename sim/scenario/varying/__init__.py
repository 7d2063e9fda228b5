"""Axes, constraints, designs and study files."""
