"""The publisher's colour in an embed: a style sheet of its own, which the strict policy lets in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from quiz.core.contrast import readable
from quiz.web.caching import public

# Of static/quiz/colours.css: what it is read on, paper and sheet.
LIGHT = ("fbf8f1", "fffdf8")
DARK = ("14120e", "1e1b16")

# What it colours: links, what has the focus, buttons and how far a reader has come. A button's
# words are as the paper, so what can be read on paper carries them.
SHEET = """
:root {{ --link: #{light} }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme]) {{ --link: #{dark} }} }}
@media screen {{ :root[data-theme="dark"] {{ --link: #{dark} }} }}
.button:not(.quiet) {{ background: var(--link); border-color: var(--link) }}
.slices {{ fill: var(--link) }}
.slices path:not(.later) {{ stroke: var(--link) }}
@media (hover: hover) {{ .button:not(.quiet):hover {{ background: var(--marker) }} }}
""".lstrip()


def shades(accent: str) -> tuple[str, str]:
    """What becomes of a colour on light pages and on dark ones, so that it can be read."""
    return readable(accent, LIGHT), readable(accent, DARK)


@require_safe
@public
def accent(request: HttpRequest, accent: str) -> HttpResponse:
    light, dark = shades(accent)
    return HttpResponse(SHEET.format(light=light, dark=dark), content_type="text/css")
