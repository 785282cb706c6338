"""The addresses for programs, of ``resources``, and the page that tells of them."""

from django.urls import URLPattern, path

from quiz.syndication.api.docs import api
from quiz.syndication.api.resources import RESOURCES
from quiz.syndication.api.views import api_openapi, view_of


def _patterns() -> list[URLPattern]:
    made = []
    for resource in RESOURCES:
        at, name, view = f"v1/{resource.path}", f"api_{resource.name}", view_of(resource)
        made.append(path(at, view, name=name))
        if resource.is_list:
            made.append(path(f"{at}page/<int:page>/", view, name=f"{name}_part"))
    return made


urlpatterns = [
    path("", api, name="api"),
    path("v1/openapi.json", api_openapi, name="api_openapi"),
    *_patterns(),
]
