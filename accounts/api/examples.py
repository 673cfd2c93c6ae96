"""Examples for every operation of the OpenAPI document, made from what its parts are called."""

from typing import Any

ID = "4f7c2f0e-6a53-4b0f-9d5e-2f6a1c0b7d11"
KNOWN: dict[str, Any] = {}
"""Values by the name of their property; each room of the API may add its own."""

FORMATS = {
    "uuid": ID,
    "date": "2026-12-01",
    "date-time": "2026-12-01T15:30:00-05:00",
    "time": "14:30:00",
    "email": "sofia@example.org",
    "binary": "(the bytes of the file)",
    "uri": "/api/v1/journeys/",
}
DEEPEST = 6


KNOWN_IN: dict[tuple[str, str], Any] = {}
"""Values by the name of their component and of their property, where a name means several things."""


def know_in(*components: str, **values: Any) -> None:  # noqa: ANN401 -- whatever a property holds
    """Say what properties of these names hold in examples of some components."""
    KNOWN_IN.update({(component, name): value for component in components for name, value in values.items()})


def know(**values: Any) -> None:  # noqa: ANN401 -- whatever a property holds
    """Say what properties of these names hold in examples.

    Raises ValueError for a name that is known already: which of two is told would hang on what is imported first.
    """
    if twice := KNOWN.keys() & values.keys():
        raise ValueError(f"Known already, say it of one component with know_in: {', '.join(sorted(twice))}")
    KNOWN.update(values)


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: Any) -> dict[str, Any]:  # noqa: ANN401 -- a hook of the framework
    """Give every body and every good answer one example."""
    drop_marks(result)
    schemas = result.get("components", {}).get("schemas", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            for content in contents(operation):
                for media in content.values():
                    media.setdefault("example", example(media["schema"], schemas))
    return result


def drop_marks(told: Any) -> None:  # noqa: ANN401 -- any part of the document
    """Take out the marks that the framework leaves on lists of choices for a step that we don't take."""
    for inner in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        drop_marks(inner)
    if isinstance(told, dict):
        told.pop("x-spec-enum-id", None)


def contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """What an operation takes and answers."""
    told = [operation.get("requestBody", {}), *operation["responses"].values()]
    return [one["content"] for one in told if "content" in one]


def example(
    schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0, component: str = ""
) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """A value that fits a schema and reads as in a real journey."""
    if "$ref" in schema:
        named = schema["$ref"].rpartition("/")[2]
        return example(schemas[named], schemas, name, depth, named)
    for many in ("oneOf", "anyOf", "allOf"):
        if schema.get(many):
            return example(schema[many][0], schemas, name, depth, component)
    if (component, name) in KNOWN_IN:
        return KNOWN_IN[component, name]
    if "const" in schema:
        return schema["const"]
    kind = kind_of(schema)
    if kind == "object":
        return of_object(schema, schemas, depth, component)
    if kind == "array":
        return [example(schema["items"], schemas, name, depth + 1, component)] if depth < DEEPEST else []
    return of_value(schema, kind, name)


def of_object(schema: dict[str, Any], schemas: dict[str, Any], depth: int, component: str) -> dict[str, Any]:
    """An object with each of its properties."""
    if depth >= DEEPEST:
        return {}
    told = schema.get("properties", {})
    return {name: example(inner, schemas, name, depth + 1, component) for name, inner in told.items()}


def kind_of(schema: dict[str, Any]) -> str:
    """The type that is no null."""
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return next(one for one in kind if one != "null") if isinstance(kind, list) else kind


def of_value(schema: dict[str, Any], kind: str, name: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """A plain value: one of its list, what its name is known for, or one of its format."""
    if schema.get("enum"):
        return next((one for one in schema["enum"] if one), schema["enum"][0])
    if "default" in schema:
        return schema["default"]
    if name in KNOWN:
        return KNOWN[name]
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1, "boolean": True}.get(kind, "Words")
