"""Readers: bytes → Document, one module per input format."""
