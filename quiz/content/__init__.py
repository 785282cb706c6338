"""What a question may say: its schema, its texts and pictures, and what can be judged of them.

Django's translations may enter, the database may not; of our rooms only ``core``.
"""
