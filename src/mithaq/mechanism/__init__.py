"""The core: the rules of the mechanism, pure and without any edge."""
