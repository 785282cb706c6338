"""QTI, the standard by which learning systems hand each other questions.

Written as 2.1; read as 2.x, and as the 1.2 of Canvas. A question passes through the shape that
Moodle's formats share (``exchange/moodle/question.py``): what has no place there is said alike.
"""
