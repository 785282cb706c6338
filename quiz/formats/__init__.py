"""How dates are written, by language, for readers and editors alike."""
