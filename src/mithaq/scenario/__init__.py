"""A simulated truce with known truth, in an invented land: demo, tests and benchmarks run on it."""
