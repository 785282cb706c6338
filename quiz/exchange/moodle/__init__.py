"""Moodle's GIFT and XML: what they mean, how they look, and what they cannot carry."""
