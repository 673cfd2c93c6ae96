"""The OpenAPI document: each operation as it is told beside its handler, with all that it may answer."""

from collections.abc import Iterator, Mapping
from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework import serializers

from accounts.api import problems
from accounts.api.operations import Operation, Sort, everybody, operation_of
from accounts.api.reading import Body

JSON, BYTES = "application/json", "application/octet-stream"
TEXT = {"type": "string"}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
UUID = {"type": "string", "format": "uuid"}
SLUGS = ("slug",)
CLOCK = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "If-Match": ("The ETag of what you read and want to change.", TEXT),
    "If-None-Match": ("The ETag of what you have: a 304 tells that it still stands.", TEXT),
    "Idempotency-Key": (
        "A key of your own, such as a UUID. The same request sent again with it within a day is done once.",
        {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]([ -~]*[!-~])?$"},
    ),
    "Accept-Language": ("The language of the texts in the answer.", {"type": "string"}),
    "Content-Disposition": (
        "The name of the file: `attachment; filename*=UTF-8''letter.pdf`. Never in the address.",
        {"type": "string"},
    ),
}
PROBLEM = {
    "type": "object",
    "description": "Why not (RFC 9457), in words that a person may read.",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string", "enum": [problems.KIND + kind.name for kind in problems.KINDS]},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "request_id": {"type": "string", "description": "Quote it when you ask us."},
        "errors": {
            "type": "array",
            "description": "What is wrong, each with a JSON pointer to the value in the body.",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": TEXT, "detail": TEXT},
            },
        },
        "version": {"type": "string", "description": "With 412: the version that stands now."},
    },
}


class Schema(AutoSchema):
    """Tells an operation from what stands beside its handler."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        """The operation of one method; None where the view has none."""
        told = operation_of(self.view, method)
        if told is None:
            return None
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        body = self.body(told)
        return {
            "operationId": operation_id(self.view, method),
            "summary": told.summary,
            "description": told.description,
            "tags": [getattr(self.view, "tag", "")],
            "parameters": [*self.in_path(), *self.in_query(told), *self.in_headers(told)],
            **({"requestBody": body} if body else {}),
            "security": [{"token": []}, {"session": []}],
            "responses": {**self.good(told), **self.refusals(told)},
        }

    def in_path(self) -> Iterator[dict[str, Any]]:
        """What the address names."""
        for name in uritemplate.variables(self.path):
            schema = SLUG if name in SLUGS else UUID
            yield {"name": name, "in": "path", "required": True, "schema": schema}

    def in_query(self, told: Operation) -> Iterator[dict[str, Any]]:
        """What may be asked for."""
        if told.query is None:
            return
        mapped = self._map_serializer(told.query(), "request")
        for name, schema in mapped["properties"].items():
            words = schema.pop("description", "")
            needed = name in mapped.get("required", [])
            yield {"name": name, "in": "query", "required": needed, "schema": schema, "description": words}

    def in_headers(self, told: Operation) -> Iterator[dict[str, Any]]:
        """What has to be said, and what may be."""
        if told.sort.needs_version:
            yield self.header("If-Match", is_needed=True)
        if told.sort == Sort.READ:
            yield self.header("If-None-Match")
        if self.method in ("POST", "PUT"):
            yield self.header("Idempotency-Key", is_needed=told.sort == Sort.CREATE)
        if told.takes_file:
            yield self.header("Content-Disposition", is_needed=True)
        yield self.header("Accept-Language")

    def header(self, name: str, *, is_needed: bool = False) -> dict[str, Any]:
        """A header, told once for all operations that need it, and once for those that may have it."""
        words, schema = HEADERS[name]
        told = {
            "name": name,
            "in": "header",
            "required": is_needed,
            "schema": {**schema},
            "description": words,
        }
        key = name if is_needed else f"{name}-if-wanted"
        return self.component(key, ResolvedComponent.PARAMETER, told)

    def body(self, told: Operation) -> dict[str, Any] | None:
        """What is sent."""
        if told.takes_file:
            return {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
        if told.body is None and not told.verbs:
            return None
        if told.verbs:
            schema: dict[str, Any] = self.one_of({name: verb.body for name, verb in told.verbs.items()})
        elif told.body:
            schema, _is_needed = self._get_request_for_media_type(
                told.body(partial=told.is_partial), "request"
            )
        return {"required": True, "content": {JSON: {"schema": schema}}}

    def one_of(self, bodies: Mapping[str, type[Body]]) -> dict[str, Any]:
        """One of several bodies, told apart by `verb`."""
        refs = {verb: self.resolve_serializer(form(), "request").ref for verb, form in bodies.items()}
        mapping = {verb: ref["$ref"] for verb, ref in refs.items()}
        return {
            "oneOf": list(refs.values()),
            "discriminator": {"propertyName": "verb", "mapping": mapping},
        }

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:  # noqa: ANN401 -- as the framework calls it
        """As ever; and bodies take no other fields."""
        mapped: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Body):
            mapped["additionalProperties"] = False
        return mapped

    def _map_serializer_field(self, field: Any, direction: Any, *more: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401 -- as the framework calls it
        """As ever; but a time of day on somebody's wall has no offset, which JSON Schema's `time` would want."""
        mapped: dict[str, Any] = super()._map_serializer_field(field, direction, *more, **named)
        if isinstance(field, serializers.TimeField):
            mapped.pop("format", None)
            return {**mapped, "pattern": CLOCK}
        return mapped

    def good(self, told: Operation) -> dict[str, Any]:
        """What comes back when all is well."""
        if told.sort == Sort.REMOVE:
            return {"204": {"description": "It is gone."}}
        if told.sort == Sort.MARK:
            return {"204": {"description": "It is noted."}}
        if told.sort == Sort.FILE:
            kinds = told.file_types or (BYTES,)
            content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
            return {"200": {"description": "The file.", "content": content}}
        schema = self.page(told) if told.sort == Sort.LIST else self.answer(told)
        if schema is None:
            return {str(told.status): {"description": "Done."}}
        answer: dict[str, Any] = {"description": told.summary, "content": {JSON: {"schema": schema}}}
        if told.sort != Sort.LIST:
            answer["headers"] = {"ETag": {"schema": TEXT, "description": "The version, for If-Match."}}
        found = {str(told.status): answer}
        if told.sort == Sort.READ:
            found["304"] = {"description": "You have it already."}
        return found

    def answer(self, told: Operation) -> dict[str, Any] | None:
        """The answer as a component."""
        if told.answer is None:
            return None
        return self.resolve_serializer(told.answer(), "response").ref

    def page(self, told: Operation) -> dict[str, Any]:
        """A page of answers as a component."""
        if told.answer is None:
            raise TypeError(f"{told.summary}: a list says what it is a list of.")
        found = self.resolve_serializer(told.answer(), "response")
        more = getattr(told.answer, "beside_results", {})
        page = ResolvedComponent(
            name=f"{found.name}Page",
            type=ResolvedComponent.SCHEMA,
            schema={
                "type": "object",
                "required": ["results", "next", *more],
                "properties": {
                    "results": {"type": "array", "items": found.ref},
                    "next": {"type": ["string", "null"], "description": "The address of the next page."},
                    **more,
                },
            },
            object=f"{found.name}Page",
        )
        self.registry.register_on_missing(page)
        return page.ref

    def refusals(self, told: Operation) -> dict[str, Any]:
        """Every problem that can come back."""
        self.component("Problem", ResolvedComponent.SCHEMA, PROBLEM)
        return {str(status): self.refusal(status) for status in sorted(set(self.statuses(told)))}

    def refusal(self, status: int) -> dict[str, Any]:
        """The problems of one status, told once for all operations."""
        schema = {"$ref": "#/components/schemas/Problem"}
        told: dict[str, Any] = {
            "description": title_of(status),
            "content": {problems.MEDIA_TYPE: {"schema": schema, "example": example_of(status)}},
        }
        if status in TOLD_IN_HEADERS:
            name, kind = TOLD_IN_HEADERS[status]
            told["headers"] = {name: {"schema": kind, "required": True}}
        return self.component(f"Problem{status}", ResolvedComponent.RESPONSE, told)

    def component(self, name: str, kind: str, told: dict[str, Any]) -> dict[str, Any]:
        """Something that many operations tell of, by its name."""
        found = ResolvedComponent(name, kind, schema=told, object=name)
        self.registry.register_on_missing(found)
        return found.ref

    def statuses(self, told: Operation) -> Iterator[int]:
        """The statuses of those problems."""
        yield from (401, 422, 429)
        if uritemplate.variables(self.path):
            yield 404
        if told.may is not everybody or not told.sort.is_reading:
            yield 403
        if not told.sort.is_reading:
            yield from (400, 409)
        if told.body or told.verbs or told.takes_file:
            yield from (413, 415)
        if told.sort.needs_version:
            yield from (412, 428)
        if told.sort == Sort.CREATE:
            yield 428
        if told.sort == Sort.FILE:
            yield 409
        yield from told.also


TOLD_IN_HEADERS = {
    problems.NOT_SIGNED_IN.status: ("WWW-Authenticate", TEXT),
    problems.CHANGED.status: ("ETag", TEXT),
    problems.TOO_MANY.status: ("Retry-After", {"type": "integer"}),
}
"""What problems of a status tell in a header besides."""


def example_of(status: int) -> dict[str, Any]:
    """What a problem of this status may look like."""
    kind = problems.BY_STATUS[status]
    errors = [{"pointer": "/on", "detail": "Please choose today or a day before."}]
    problem = problems.Problem(kind, errors=errors if kind is problems.INVALID else [])
    return problems.document(problem, request_id="1f0c9a62b7d4")


def title_of(status: int) -> str:
    """What problems of this status are called."""
    return " / ".join(str(kind.title) for kind in problems.KINDS if kind.status == status)


def operation_id(view: Any, method: str) -> str:  # noqa: ANN401 -- any view
    """A name for programs: what the view is called, and what the method does."""
    verbs = {"get": "read", "post": "add", "put": "set", "patch": "change", "delete": "remove"}
    name = type(view).__name__
    return f"{verbs[method.lower()]}{name}"
