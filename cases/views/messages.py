"""The conversation between the patient side and the advocates."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.actions import messages as actions
from cases.forms.messages import MessageForm
from cases.models import Case
from cases.queries import messages as queries
from cases.rules.team import may_write_message
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import form_page
from cases.views.marks import mark_in


@door.journey(may=may_write_message)
@require_http_methods(["GET", "POST"])
def messages(request: JourneyRequest, case: Case) -> HttpResponse:
    """Read the conversation, newest last, and write."""
    at = timezone.now()
    mark = mark_in(request, "before")
    before = get_object_or_404(case.messages, pk=mark) if mark is not None else None
    place = queries.read_until(case, request.user)
    if request.method == "GET" and before is None:
        actions.mark_read(case, by=request.user, at=at)
    return form_page(
        request,
        MessageForm,
        save=lambda form: actions.send(
            case,
            body=form.cleaned_data["body"],
            from_patient_side=request.viewer.is_patient_side,
            by=request.user,
            at=at,
            once=form.cleaned_data["once"],
        ),
        template="cases/messages/messages.html",
        then=reverse("cases:messages", args=[case.uuid]) + "#newest",
        said=_("Your message is sent."),
        context={
            "conversation": queries.conversation(case, before=before),
            "read_until": (place.read_at or place.started_at) if place else None,
        },
    )
