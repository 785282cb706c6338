"""What every page needs of HTTP: headers, caching, rate limits, error pages, static files.

No model and no other room of ours may enter.
"""
