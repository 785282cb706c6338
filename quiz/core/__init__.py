"""Rules that need nothing but Python: kinds of questions, scores, sampling, item statistics, dates.

No Django, no database, no other room of ours may enter.
"""
