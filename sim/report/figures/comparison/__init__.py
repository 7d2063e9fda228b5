"""Pictures of a comparison or sweep, one a module: what was measured in, a figure out."""
