"""Internal notes, for staff only."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.actions import notes as actions
from cases.forms.messages import NoteEditForm, NoteForm
from cases.models import Case
from cases.queries import messages as queries
from cases.rules.team import may_rewrite, may_see_notes
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import form_page


@door.journey(may=may_see_notes)
@require_http_methods(["GET", "POST"])
def notes(request: JourneyRequest, case: Case) -> HttpResponse:
    """Read what staff keep for themselves, and add to it."""
    return form_page(
        request,
        NoteForm,
        save=lambda form: actions.write(case, by=request.user, at=timezone.now(), **form.cleaned_data),
        template="cases/notes/notes.html",
        then=_notes(case),
        said=_("The note is kept. Only staff see it."),
        context={"notes": queries.notes(case)[:200]},
    )


@door.journey(may=may_see_notes)
@require_http_methods(["GET", "POST"])
def edit(request: JourneyRequest, case: Case, pk: int) -> HttpResponse:
    """Change one's own note."""
    note = get_object_or_404(case.notes, pk=pk)
    if not may_rewrite(request.viewer, note):
        raise PermissionDenied(actions.NOT_YOURS)
    return form_page(
        request,
        partial(NoteEditForm, row=note),
        save=lambda form: actions.rewrite(
            note, by=request.user, at=timezone.now(), version=form.cleaned_data["version"], **form.values()
        ),
        template="cases/form_page.html",
        then=_notes(case),
        said=_("The note is changed."),
        context={
            "title": _("Change a note"),
            "intro": _("Only staff see this."),
            "back": _notes(case),
        },
    )


def _notes(case: Case) -> str:
    return reverse("cases:notes", args=[case.uuid])
