"""What the quiz costs: ``make bench``.

Databases of several sizes, the real server, readers who play whole rounds over
HTTP, and beside each step a view of the same server that does nothing: the
yardstick. On a shared machine only what was measured together can be compared,
so every figure is a ratio, and nothing is asserted.
"""
