"""From finished rounds to anonymous counts, and what is read of them.

No page and no request may enter, and nothing that tells one reader from another.
"""
