"""Banks in files: read strictly, loaded, imported after a dry run, exported.

Files carry content; no request, no page, no account may enter.
"""
