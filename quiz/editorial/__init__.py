"""What happens to a question between draft and reader: review, checks, schedule, history, preview.

No page of the desk may enter; those are in ``admin``.
"""
