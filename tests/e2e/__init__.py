"""Journeys of readers and editors through a real browser, one file for each."""
