"""How fast and how large: ``make bench``, or ``python -m tests.bench.normalising`` and ``….article``."""
