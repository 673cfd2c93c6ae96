"""What a request brings: bodies read strictly, and refused before they are read when they are too large."""

import codecs
import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, parsers, serializers

from accounts.api import problems

LARGEST = 1024 * 1024
"""Bytes of JSON that anybody may send at once."""


class StrictJson(parsers.BaseParser):
    """JSON of at most a mebibyte, in UTF-8, without numbers that JSON lacks and without halves of signs."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ANN401 -- as the framework calls it
        """What the body says. Raises ParseError for what is no JSON; Problem, unread, for too much."""
        meta = parser_context["request"].META if parser_context else {}
        if declared_length(meta) > LARGEST:
            raise problems.Problem(problems.TOO_LARGE, _("A request may bring at most one mebibyte of JSON."))
        try:
            data = json.load(codecs.getreader("utf-8")(stream), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise exceptions.ParseError(_("This is not JSON that we can read.")) from None
        require_plain(data)
        return data


def declared_length(meta: Mapping[str, Any]) -> int:
    """How many bytes a request says that it brings."""
    try:
        return int(meta.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _no_constant(name: str) -> None:
    raise ValueError(name)


def require_plain(data: Any) -> None:  # noqa: ANN401 -- whatever JSON holds
    """Raise ParseError for text that no database holds: NUL, and halves of signs."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and not is_plain(one):
            raise exceptions.ParseError(_("There is a sign in this text that can’t be kept."))


def is_plain(text: str) -> bool:
    """Whether every database can hold this text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


class RawBody(parsers.BaseParser):
    """The bytes of a file, passed on unread."""

    media_type = "application/octet-stream"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ANN401 -- as the framework calls it
        """The stream itself."""
        return stream


TEXTS = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.TimeField,
    serializers.UUIDField,
)
"""Fields whose values are texts in JSON."""


def kind_of(field: serializers.Field[Any, Any, Any, Any]) -> type | None:
    """The kind of JSON that a field takes; None where the field itself looks at it."""
    if isinstance(field, TEXTS):
        return str
    if isinstance(field, serializers.BooleanField):
        return bool
    return int if isinstance(field, serializers.IntegerField) else None


def amiss(field: serializers.Field[Any, Any, Any, Any], value: Any) -> Any:  # noqa: ANN401 -- as nested as a body
    """What is wrong with the kind of a value: the framework would take a number for a text, and a text for a yes."""
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        found = {number: amiss(field.child, one) for number, one in enumerate(value)}
        return {number: words for number, words in found.items() if words}
    kind = kind_of(field)
    if kind is None or value is None or type(value) is kind:
        return None
    return [KINDS[kind]]


KINDS = {
    str: gettext_lazy("This has to be a text."),
    bool: gettext_lazy("This has to be true or false."),
    int: gettext_lazy("This has to be a whole number."),
}


class Body(serializers.Serializer[Any]):
    """What may be sent: fields that are not here are refused by name, and values of another kind."""

    def to_internal_value(self, data: Any) -> Any:  # noqa: ANN401 -- whatever JSON holds
        """The values, each of its own kind."""
        if isinstance(data, Mapping):
            unknown = sorted(set(map(str, data)) - set(self.fields))
            if unknown:
                raise exceptions.ValidationError(
                    {name: [_("There is no such field here.")] for name in unknown}
                )
            if "view" in self.context:
                self.require_kinds(data)
        return super().to_internal_value(data)

    def require_kinds(self, data: Mapping[Any, Any]) -> None:
        """Raise ValidationError for values of another kind of JSON than their field's; addresses hold texts alone."""
        found = {name: amiss(field, data[name]) for name, field in self.fields.items() if name in data}
        wrong = {name: words for name, words in found.items() if words}
        if wrong:
            raise exceptions.ValidationError(wrong)


def read_query(declared: type[Body] | None, given: Any) -> dict[str, Any]:  # noqa: ANN401 -- a QueryDict
    """What the address asks for; refuses by name what nobody can ask for here, and what is asked twice."""
    twice = [name for name in given if len(given.getlist(name)) > 1]
    if twice:
        raise exceptions.ValidationError({name: [_("Please ask for this once.")] for name in twice})
    typed = (declared or Body)(data=given.dict())
    typed.is_valid(raise_exception=True)
    found: dict[str, Any] = typed.validated_data
    return found
