"""What readers see, from the home page to the result and the scores.

Nothing of the desk may enter.
"""
