"""The OpenAPI document says what the API does: all of it, as it is now, with examples."""

import re

import pytest
import yaml
from django.urls import URLPattern, get_resolver
from drf_spectacular.generators import SchemaGenerator

from accounts.api.operations import operation_of
from config.api_views import DOCUMENT

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))


def operations(document):
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def resolved(document, told):
    """A part of the document, wherever it stands."""
    if "$ref" not in told:
        return told
    found = document
    for step in told["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def routes(patterns=None, prefix=""):
    """Every address of the API as the document would write it, with its view."""
    for entry in get_resolver("config.api_urls").url_patterns if patterns is None else patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield re.sub(r"<\w+:(\w+)>", r"{\1}", address), entry.callback
        else:
            yield from routes(entry.url_patterns, address)


def served():
    """Each operation that the addresses under /api/v1/ serve."""
    for address, view in routes():
        if address.startswith("v1/"):
            for method in METHODS:
                if operation_of(view.cls, method):
                    yield f"{method.upper()} /api/{address}"


def test_the_document_that_is_handed_out_is_current(document):
    told = yaml.safe_load(yaml.safe_dump(SchemaGenerator().get_schema(public=True), allow_unicode=True))

    assert told == document, "Run `make openapi`."


def test_every_operation_that_is_served_is_told_and_no_other(document):
    assert sorted(served()) == sorted(name for name, _told in operations(document))


def test_every_operation_has_a_name_of_its_own_a_summary_examples_and_its_problems(document):
    names = [operation["operationId"] for _name, operation in operations(document)]
    assert len(names) == len(set(names))
    for name, told in operations(document):
        assert told["summary"], name
        assert told["description"], name
        assert told["tags"] != [""], name
        assert {"401", "429"} <= set(told["responses"]), name
        for answer in [told.get("requestBody", {}), *told["responses"].values()]:
            for media in resolved(document, answer).get("content", {}).values():
                assert "example" in media, name


def test_every_change_names_its_version_and_every_creation_its_key(document):
    for name, told in operations(document):
        named = [resolved(document, one) for one in told["parameters"]]
        needed = {one["name"] for one in named if one["in"] == "header" and one["required"]}
        if "412" in told["responses"]:
            assert "If-Match" in needed, name
        elif "201" in told["responses"]:
            assert "Idempotency-Key" in needed, name


def test_the_document_is_handed_out_to_anybody(client, db):
    answer = client.get("/api/schema/")

    assert answer["Content-Type"] == "application/yaml"
    assert yaml.safe_load(b"".join(answer.streaming_content))["openapi"] == "3.1.0"


@pytest.mark.parametrize("path", ["", "v1/", "v1/nothing/", "v1/journeys", "v2/journeys/", "v1/journeys/x/"])
def test_where_there_is_nothing_a_program_is_told_so_in_its_own_way(client, db, path):
    answer = client.post(f"/api/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
