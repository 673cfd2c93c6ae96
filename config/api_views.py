"""The API's own pages: its OpenAPI document, the page to try it on, and the answer where there is nothing."""

from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.api import problems
from accounts.api.views import ApiView
from accounts.policies import public

DOCUMENT = Path(__file__).parent / "openapi.yaml"
"""The OpenAPI document as it is committed; a test holds it to what the views say."""
PLACE = "/api/"


class Nowhere(ApiView):
    """Where the API has nothing."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- as the framework calls it
        """The same 404 for everybody, whatever was asked."""
        raise Http404


nowhere = public(Nowhere.as_view())


@public
@require_safe
def schema(_request: HttpRequest) -> FileResponse:
    """The OpenAPI document."""
    return FileResponse(DOCUMENT.open("rb"), content_type="application/yaml")


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The page on which the API can be read and tried."""
    return render(request, "api/docs.html")


def asks_api(request: HttpRequest) -> bool:
    """Whether a request is a program's, which no page of ours would help."""
    return request.path.startswith(PLACE)


def problem(request: HttpRequest, kind: problems.Kind) -> JsonResponse:
    """A problem document for what went wrong before or beside every view."""
    told = problems.document(problems.Problem(kind), request_id=getattr(request, "id", ""))
    return JsonResponse(told, status=kind.status, content_type=problems.MEDIA_TYPE)
