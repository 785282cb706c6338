"""The description of the interface as OpenAPI 3.1 has it, generated from its list and schemas."""

import json
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic.json_schema import models_json_schema

from quiz.syndication.api.documents import whole
from quiz.syndication.api.resources import PARAMETERS, RESOURCES, Resource
from quiz.syndication.api.schemas import Problem, Schema
from quiz.web.problems import API, MEDIA_TYPE

VERSION = "1.0.0"  # of the interface: a new first number has another address
REF = "#/components/schemas/{model}"

# What can come instead of an answer, from each address.
REFUSED = {
    "400": "Something was asked that cannot be read.",
    "404": "There is no such thing.",
    "405": "It was asked with a method that would change something.",
    "429": "Your network has asked too often; Retry-After says for how many seconds to wait.",
    "503": "The quiz cannot be reached at the moment.",
}


def description(request: HttpRequest) -> dict[str, Any]:
    """The whole document, for the host that was asked."""
    paths: dict[str, Any] = {}
    for resource in RESOURCES:
        paths[f"/{resource.template}"] = {"get": operation(resource)}
        if resource.is_list:
            at = f"/{resource.template}page/{{page}}/"
            paths[at] = {"get": operation(resource, of_part=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("The Privacy Quiz"),
            "version": VERSION,
            "summary": _("Quizzes, their questions without answers, and corrections"),
        },
        "servers": [{"url": whole(request, API.rstrip("/"))}],
        "externalDocs": {"url": whole(request, "/api/")},
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "responses": {status: _refused(said) for status, said in REFUSED.items()},
        },
    }


@cache
def schemas() -> dict[str, Any]:
    """Every sort of answer, and of a part of one, by its name."""
    answered: list[type[Schema]] = [resource.schema for resource in RESOURCES if resource.schema]
    answered.append(Problem)
    _names, made = models_json_schema(
        [(schema, "serialization") for schema in answered], ref_template=REF
    )
    found: dict[str, Any] = made["$defs"]
    return found


def operation(resource: Resource, *, of_part: bool = False) -> dict[str, Any]:
    """What one address answers; ``of_part`` of the same that a later part of a list has."""
    names = [*resource.parameters, *(["page"] if of_part else [])]
    answer = {"$ref": REF.format(model=resource.answers)} if resource.schema else {"type": "string"}
    return {
        "operationId": f"{resource.name}_part" if of_part else resource.name,
        "summary": _("%(what)s: a part") % {"what": resource.summary}
        if of_part
        else str(resource.summary),
        "parameters": [_parameter(name) for name in names],
        "responses": {
            "200": {
                "description": resource.schema.__doc__
                if resource.schema
                else str(resource.summary),
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {resource.media.partition(";")[0]: {"schema": answer}},
            },
            **{status: {"$ref": f"#/components/responses/{status}"} for status in REFUSED},
        },
    }


def _parameter(name: str) -> dict[str, Any]:
    sort, said = PARAMETERS[name]
    schema = {"type": sort, "minimum": 1} if sort == "integer" else {"type": sort}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": str(said),
        "schema": schema,
    }


def _refused(said: str) -> dict[str, Any]:
    return {
        "description": said,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}},
    }


def text(request: HttpRequest) -> str:
    return json.dumps(description(request), ensure_ascii=False, indent=1)
