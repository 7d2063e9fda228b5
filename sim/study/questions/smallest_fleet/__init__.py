"""The smallest fleet that meets requirements."""
