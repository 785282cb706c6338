"""The editors' desk: its pages (``pages.py`` lists them), its door, its roles and its forms.

No page for readers may enter. ``apps.py`` loads what registers with the site once it is there.
"""
