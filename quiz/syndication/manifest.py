"""What a browser needs to put the quiz among its apps; nothing of it is stored for that."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quiz.web.caching import public

# The names of files, and what each is for. A maskable one is cut to the shape of the device.
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
PAPER = "#fbf8f1"  # as in colours.css


@require_safe
@public
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest."""
    home = reverse("home")
    said = {
        "name": _("The Privacy Quiz"),
        "short_name": _("Privacy Quiz"),
        "description": _("A short quiz about your privacy. Every answer comes with its source."),
        "lang": "en",
        "dir": "ltr",
        "start_url": home,
        "scope": home,
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": static(f"quiz/{name}"),
                "sizes": sizes,
                "type": "image/png",
                "purpose": purpose,
            }
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")
