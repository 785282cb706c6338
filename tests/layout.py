"""Pages without their layout, so that a test says what is on a page and not where its lines end."""

import re


def flat(html: str) -> str:
    """Runs of space as one, and none at the inner edges of elements."""
    html = " ".join(html.split())
    html = re.sub(r"(<[a-z][^>]*>) ", r"\1", html)
    return re.sub(r" (</)", r"\1", html)
