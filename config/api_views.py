"""The API's own pages: its OpenAPI document, the page to try it on, and the answer where there is nothing."""

from typing import Any

from django.http import Http404
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.views import ApiView
from accounts.policies import public


class Nowhere(ApiView):
    """Where the API has nothing."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- as the framework calls it
        """The same 404 for everybody, whatever was asked."""
        raise Http404


nowhere = public(Nowhere.as_view())
schema = public(SpectacularAPIView.as_view(authentication_classes=[]))
docs = public(SpectacularSwaggerSplitView.as_view(url_name="api-schema", authentication_classes=[]))
