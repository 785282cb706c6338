"""The guide's own lines, run as they are written on machines of their own: ``make guide``.

Each machine is a bare Debian with systemd, in namespaces of this one: its own files, processes,
name and network. What a line says is taken from ``quiz/ops/deploy/README.md`` and typed nowhere
else; where it leaves something to who reads it, the runs say what was done.
"""
