"""A faulty disk (`shim.c`), what a power cut leaves of it (`power_loss`), and what must survive both."""
