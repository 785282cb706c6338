"""What a publisher pastes into a page: a frame, and the script that gives it its height."""

from django.http import HttpRequest
from django.utils.html import format_html

from quiz.syndication.loader import integrity, loader_url

# What a frame needs. Without an origin of its own (allow-same-origin) it works too, by plain forms;
# links lead out of it only where windows may open.
SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"
HEIGHT = 560  # pixels, until the script knows better, and where it does not run

SNIPPET = """
<iframe src="{src}" title="{title}" width="100%" height="{height}" frameborder="0" loading="lazy"
 sandbox="{sandbox}"></iframe>
<script src="{loader}" integrity="{integrity}" crossorigin="anonymous" async></script>
""".strip()


def address(path: str, scheme: str = "auto", accent: str = "") -> str:
    """Where the embed of ``path`` (such as ``banks/faces/``) is, in a look."""
    look = f"{scheme}-{accent}" if accent else scheme
    return f"/embed/{path}" if look == "auto" else f"/embed/{look}/{path}"


def snippet(request: HttpRequest, src: str, title: str) -> str:
    """The lines to be pasted, with whole addresses on the host that was asked."""
    return format_html(
        SNIPPET,
        src=request.build_absolute_uri(src),
        title=title,
        height=HEIGHT,
        sandbox=SANDBOX,
        loader=request.build_absolute_uri(loader_url()),
        integrity=integrity(),
    )
