"""What the request said, and correcting it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions import request as requests
from cases.forms.answers import FORMS
from cases.forms.base import EditForm
from cases.models import Case
from cases.queries import request as asked
from cases.rules.team import may_do
from cases.views import door
from cases.views.door import JourneyRequest
from cases.views.forms import form_page


@door.journey
@require_safe
def answers(request: JourneyRequest, case: Case) -> HttpResponse:
    """Everything that was answered, with a way to correct it."""
    context = {
        "groups": asked.groups(case),
        "insurer_facts": asked.insurer_facts(case),
        "may_change": may_do(request.viewer),
    }
    return render(request, "cases/answers/answers.html", context)


@door.journey(may=may_do)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: JourneyRequest, case: Case, page: str) -> HttpResponse:
    """Correct the answers of one page."""
    if page not in FORMS:
        raise Http404
    back = reverse("cases:answers", args=[case.uuid])

    def save(form: forms.Form) -> None:
        values = form.values() if isinstance(form, EditForm) else {}
        added = requests.correct(
            case, by=request.user, at=timezone.now(), version=form.cleaned_data["version"], values=values
        )
        if added:
            messages.info(request, records_added(len(added)))

    return form_page(
        request,
        partial(FORMS[page], row=case, today=timezone.localdate(), user=request.user),
        save=save,
        template="cases/form_page.html",
        then=back,
        said=_("Your correction is saved."),
        context={"title": asked.TITLES[page], "back": back},
    )


def records_added(count: int) -> str:
    """What a correction did to the list of records."""
    return ngettext(
        "%(count)d record joined your list. Nothing was taken away: where a record doesn’t apply, say so there.",
        "%(count)d records joined your list. Nothing was taken away: where a record doesn’t apply, say so there.",
        count,
    ) % {"count": count}
