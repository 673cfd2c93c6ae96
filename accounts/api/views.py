"""How every address of the API answers."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone, translation
from django.utils.encoding import force_str
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts import zones
from accounts.actions import replays
from accounts.api import authentication, limits, negotiation, pages, problems, reading, versions
from accounts.api.operations import Operation, Sort, Verb, operation_of
from accounts.api.schema import Schema
from accounts.languages import spoken
from accounts.models import ApiToken, User

LONGEST_KEY = 200
KEPT_HEADERS = ("ETag", "Location", "Content-Language")


class ApiRequest(Request):
    """A request of somebody whom we know; for annotations only."""

    user: User
    auth: ApiToken | None


class ApiView(APIView):
    """One address. Its methods are operations; what each of them needs is asked for before it is performed."""

    authentication_classes = [authentication.TokenAuthentication, authentication.OwnPages]
    parser_classes = [reading.StrictJson]
    renderer_classes = [JSONRenderer]
    throttle_classes = [limits.PerMinute]
    content_negotiation_class = negotiation.AlwaysJson
    permission_classes = []
    metadata_class = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    schema = Schema()
    tag = ""
    request: ApiRequest
    query: Mapping[str, Any]
    typed: dict[str, Any]
    verb: Verb

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:  # noqa: ANN401 -- a view
        """The view, with the policies of its operations written on it."""
        view: Any = super().as_view(**initkwargs)
        told = [(m, operation_of(cls, m)) for m in cls.http_method_names if m != "head"]
        view.policy = "api: " + ", ".join(f"{m} {one.may.__name__}" for m, one in told if one)
        return view

    @property
    def allowed_methods(self) -> list[str]:
        """The methods that do something here."""
        return [name.upper() for name in self.http_method_names if operation_of(self, name)]

    # Around every request

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- what the address names
        """Answer in the language that was asked for."""
        with translation.override(asked_language(request)), timezone.override(None):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
            if isinstance(response, Response) and not response.is_rendered:
                response.render()
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- what the address names
        """Know who asks and that they may; then find what the address names."""
        super().initial(request, *args, **kwargs)
        told = operation_of(self, request.method or "")
        if told is None:
            raise exceptions.MethodNotAllowed(request.method or "")
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated(_("Send a token: Authorization: Bearer …"))
        if not told.sort.is_reading and isinstance(request.auth, ApiToken) and not request.auth.may_write:
            raise PermissionDenied(_("This token may only read."))
        if not has_language(request):
            translation.activate(spoken(request.user.language))
        timezone.activate(zones.known(request.user.time_zone))
        self.at = timezone.now()
        self.find(**kwargs)
        self.let_in(told)

    @property
    def reading_language(self) -> str:
        """In which language whoever asks reads what others wrote: of those, the house itself may speak fewer."""
        return accepted_language(self.request) or self.request.user.language

    def find(self, **names: Any) -> None:  # noqa: ANN401 -- what the address names
        """Find what the address names; Http404 where there is nothing for this person."""

    def let_in(self, told: Operation | Verb) -> None:
        """Raise PermissionDenied unless this person may do this here."""
        if not told.may(self.request.user):
            raise PermissionDenied(_("Only some people can do that here."))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- any answer
        """Say in which language we spoke."""
        response.headers.setdefault("Content-Language", translation.get_language())
        response.headers.setdefault("Vary", "Accept-Language, Authorization, Cookie")
        return super().finalize_response(request, response, *args, **kwargs)

    def get_exception_handler(self) -> Any:  # noqa: ANN401 -- a function
        """Problem documents."""
        return problems.handler

    # Performing an operation

    def perform(self, told: Operation, handler: Any, **names: Any) -> Any:  # noqa: ANN401 -- any answer
        """Read what was sent, ask for what is needed, and do it; what was done before is answered as then."""
        self.query = reading.read_query(told.query, self.request.query_params)
        if told.takes_file:
            return handler(self, **names)
        self.typed = self.read_body(told)
        if told.sort.needs_version and not self.request.META.get("HTTP_IF_MATCH"):
            versions.require(self.request, "")
        key = self.key(told)
        if not key:
            return handler(self, **names)
        with transaction.atomic():
            replay = replays.begin(self.request.user, key=key, fingerprint=self.fingerprint(), at=self.at)
            if not replay.is_same:
                raise problems.Problem(
                    problems.KEY_REUSED, _("Please use a new key for each thing that you create.")
                )
            if not replay.is_new:
                return self.once_more(replay)
            response = handler(self, **names)
            self.keep_answer(replay, response)
            return response

    def once_more(self, replay: replays.Replay) -> HttpResponseBase:
        """What was answered then; Http404 where whoever asks would not reach it now."""
        return answered_before(replay)

    def keep_answer(self, replay: replays.Replay, response: Any) -> None:  # noqa: ANN401 -- any answer
        """Keep an answer, for whoever sends the same request again."""
        kept = {name: response[name] for name in KEPT_HEADERS if name in response}
        body = force_str(JSONRenderer().render(response.data)) if response.data is not None else ""
        replays.keep(replay, status=response.status_code, headers=kept, body=body)

    def key(self, told: Operation) -> str:
        """The key under which a request is done once; every creation has one."""
        sent: str | None = self.request.META.get("HTTP_IDEMPOTENCY_KEY")
        key = (sent or "").strip()
        if not key and told.sort == Sort.CREATE:
            raise problems.Problem(
                problems.KEY_NEEDED,
                _("Send an Idempotency-Key, such as a UUID: the same request sent twice is then done once."),
            )
        is_empty = sent is not None and not key
        if is_empty or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
            raise exceptions.ParseError(_("An Idempotency-Key has at most 200 plain letters and digits."))
        return key if self.request.method in ("POST", "PUT") else ""

    def fingerprint(self) -> str:
        """A mark of what was asked for, and where."""
        told = [self.request.method, self.request.get_full_path(), self.request.data]
        text = json.dumps(told, sort_keys=True, default=str)
        return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

    def read_body(self, told: Operation) -> dict[str, Any]:
        """What was sent, each value of its kind; `verb` says which body it is where there are several."""
        form = self.chosen(told.verbs).body if told.verbs else told.body
        if form is None:
            return self.read_nothing()
        typed = form(data=self.request.data, partial=told.is_partial, context={"view": self})
        typed.is_valid(raise_exception=True)
        found: dict[str, Any] = typed.validated_data
        return found

    def read_nothing(self) -> dict[str, Any]:
        """Refuse by name whatever was sent where nothing is taken."""
        if self.request.method in ("POST", "PUT", "PATCH") and reading.declared_length(self.request.META):
            reading.Body(data=self.request.data).is_valid(raise_exception=True)
        return {}

    def chosen(self, verbs: Mapping[str, Verb]) -> Verb:
        """The verb that was sent, if this person may say it."""
        data = self.request.data
        name = data.get("verb") if isinstance(data, Mapping) else None
        if not isinstance(name, str) or name not in verbs:
            words = _("Say what happened: one of %(verbs)s.") % {"verbs": ", ".join(verbs)}
            raise exceptions.ValidationError({"verb": [words]})
        self.let_in(verbs[name])
        self.verb = verbs[name]
        return self.verb

    # Answers

    def one(
        self,
        told: Mapping[str, Any],
        *,
        version: str,
        status: int = 200,
        location: str = "",
    ) -> HttpResponseBase:
        """The answer that tells of one thing, with its version; nothing again for whoever has it already."""
        tag = versions.etag(version, told)
        if self.request.method in ("GET", "HEAD") and versions.is_known(self.request, tag):
            return HttpResponseNotModified(headers={"ETag": tag})
        headers = {"ETag": tag, **({"Location": location} if location else {})}
        return Response({**told, "version": version}, status=status, headers=headers)

    def many(
        self,
        rows: QuerySet[Any, Any],
        order: pages.Order,
        teller: BaseSerializer[Any],
        *,
        more: Mapping[str, Any] | None = None,
    ) -> Response:
        """One page of a list: `results`, and under `next` the address of the page after it."""
        shown, mark = pages.page(rows, order, dict(self.query))
        return self.page_of(shown, mark, teller, more=more)

    def page_of(
        self,
        shown: Sequence[Any],
        mark: str,
        teller: BaseSerializer[Any],
        *,
        more: Mapping[str, Any] | None = None,
    ) -> Response:
        """A page that was read already."""
        told = [teller.to_representation(row) for row in shown]
        return Response({"results": told, "next": self.next_address(mark), **(more or {})})

    def next_address(self, mark: str) -> str | None:
        """Where the list goes on; None at its end."""
        if not mark:
            return None
        asked = {name: value for name, value in self.request.query_params.items() if name != "cursor"}
        return f"{self.request.path}?{urlencode({**asked, 'cursor': mark})}"

    def noted(self) -> Response:
        """It is noted: there is nothing to tell."""
        return Response(status=204)

    def gone(self) -> Response:
        """It is gone: there is nothing more to tell."""
        return Response(status=204)


def answered_before(replay: replays.Replay) -> HttpResponse:
    """The same answer once more."""
    row = replay.row
    return HttpResponse(
        row.body,
        status=row.status,
        headers={**row.headers, "Idempotent-Replayed": "true"},
        content_type="application/json",
    )


def has_language(request: HttpRequest | Request) -> bool:
    """Whether a request says in which language it wants to be answered."""
    return bool(request.META.get("HTTP_ACCEPT_LANGUAGE"))


def accepted(request: HttpRequest | Request) -> Iterator[str]:
    """The languages that a request asks for and that we know of, the most wanted first."""
    for code, _weight in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower()):
        with suppress(LookupError):
            yield get_supported_language_variant(code)


def asked_language(request: HttpRequest) -> str:
    """The first language that the request asks for and the house speaks; the house's own without one."""
    return next((code for code in accepted(request) if spoken(code) == code), spoken(""))


def accepted_language(request: HttpRequest | Request) -> str:
    """The first language that the request asks for and in which there may be anything to read; empty without one."""
    return next(accepted(request), "")
