"""From a text as it was received to a printed page and an e-book, with every correction on record."""

__version__ = "0.1.0"
