"""What becomes of answers, readers and ``/readyz`` when something falls: ``make faults``.

The real server, readers who send again what failed and remember what was confirmed, and one
fault after the other: a process is killed, a file goes, a network is cut. Afterwards what was
confirmed is compared with the rows. A row of the table says what happened; nothing is asserted.
"""
