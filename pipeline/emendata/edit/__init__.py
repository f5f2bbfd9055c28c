"""Document → Document: normalise, correct, check."""
