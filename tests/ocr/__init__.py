"""Made-up scanned texts with the truth about them: to measure how well raw text is read."""
