"""Many runs: what is to be done, what is done, and whoever does it; each finished run is stored."""
