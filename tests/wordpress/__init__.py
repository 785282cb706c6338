"""``make wordpress``: the card in a real WordPress, as editors paste an address there.

Its packages are too many for every run of the tests; `tests/e2e/` has a page that keeps its rules.
"""
