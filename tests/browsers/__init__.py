"""``make browsers``: a round with each kind in Firefox and in WebKitGTK, as readers press and type.

The other tests of pages are run in Chromium. These need what Debian calls ``firefox-esr``, and
``webkit2gtk-driver`` with ``xvfb``; a browser that is not there is left out, and it is said.
"""
