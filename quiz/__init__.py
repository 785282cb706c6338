"""A privacy quiz whose every claim carries its quoted source."""
