"""Running it: the server, health, metrics, logs, backup, and examples for nginx and systemd.

Nothing that a page shows to readers or editors may enter.
"""
