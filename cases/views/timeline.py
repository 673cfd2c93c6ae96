"""What happened on a journey."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases.event_words import TOPICS
from cases.models import Case
from cases.queries import timeline as queries
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.marks import mark_in

FILTERS = {
    "": _("All"),
    "stages": _("Stages and steps"),
    "records": _("Records"),
    "appointments": _("Appointments"),
    "opinions": _("Opinions and decision"),
    "team": _("Team and messages"),
}


@door.journey
@require_safe
def timeline(request: JourneyRequest, case: Case) -> HttpResponse:
    """Every change with who and when, newest first; the patient side reads what is shown to it."""
    topic = request.GET.get("only", "")
    if topic and topic not in TOPICS:
        raise Http404
    sees_everything = request.viewer.is_staff
    seen = queries.seen(case, sees_everything=sees_everything)
    mark = mark_in(request, "before")
    before = get_object_or_404(seen, pk=mark) if mark is not None else None
    context = {
        "timeline": queries.page(case, sees_everything=sees_everything, topic=topic, before=before),
        "topic": topic,
        "is_newest": before is None,
        "filters": [{"key": key, "label": label, "current": key == topic} for key, label in FILTERS.items()],
    }
    return render(request, "cases/timeline/timeline.html", context)
