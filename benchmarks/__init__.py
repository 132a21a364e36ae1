"""Speed and memory, measured beside named peers and the machine's own limits; ``make bench`` writes the page.

One module a subject, each with ``measure(scale) -> list[Figure]``. ``tiny`` only shows that it runs (the tests),
``quick`` is for comparing two states of the code, ``full`` is what the page shows.
"""
