"""The Document and its serialisation; imports no stage."""
