"""Collate witnesses with a base text.

`collation.collate` compares, `record` and `keep` make apparatus.yaml of what it finds; `rules` says by language
what is no difference.
"""
