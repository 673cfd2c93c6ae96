"""How the post office is doing, for administrators: what waits, what failed and why. Never what letters say."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from accounts.choices import SiteRole
from accounts.policies import SignedInRequest, site_roles
from notifications import channels, words
from notifications.actions import broken, outbox
from notifications.choices import LetterState
from notifications.kinds import Words
from notifications.models import Letter, Reminder
from notifications.queries import status
from notifications.views.rules import runs

ON_A_PAGE = 50
PAGE = "reminders_status"
WANTED = {
    "overdue": gettext_lazy("Something has waited for more than five minutes."),
    "no sweep": gettext_lazy(
        "Nobody has looked for what is due for more than five minutes. Is a worker running?"
    ),
    "channel rests": gettext_lazy("Letters wait, because the mail server refuses us altogether."),
}
administrators = site_roles(SiteRole.ADMINISTRATOR)


@method_decorator(administrators, name="dispatch")
class StatusView(WagtailAdminTemplateMixin, TemplateView):
    """One page: is all well, and if not, what to do."""

    template_name = "notifications/admin/status.html"
    page_title = gettext_lazy("Sending reminders")
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self) -> list[dict[str, Words]]:
        """The way here, and here."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401 -- the signature is Django's
        """Everything as it is now."""
        at = timezone.now()
        health = status.health(at=at)
        failed = Paginator(status.failed(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "health": health,
            "wants": [WANTED[sign] for sign in health.troubles],
            "figures": _figures(health, at=at),
            "runs": runs(),
            "failed": failed,
            "letters": [_letter_row(letter) for letter in failed],
            "broken": [_broken_row(reminder) for reminder in status.broken()[:ON_A_PAGE]],
            "broken_count": status.broken().count(),
            "pauses": [
                (pause, _channel(pause.channel), words.trouble(pause.trouble))
                for pause in status.all_pauses()
            ],
            "addresses": [
                (row, words.trouble(row.trouble)) for row in status.failing_addresses()[:ON_A_PAGE]
            ],
            "addresses_count": status.failing_addresses().count(),
        }


def _figures(health: status.Health, *, at: datetime) -> list[tuple[Words, object]]:
    """Each figure with its name."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time.min))
    nothing, never = _("Nothing is due"), _("Never")
    return [
        (_("Oldest due"), words.ago(health.oldest_due, at=at) if health.oldest_due else nothing),
        (
            _("Last looked for what is due"),
            words.ago(health.last_sweep, at=at) if health.last_sweep else never,
        ),
        (_("Sent today"), status.sent_since(midnight)),
        (_("Reminders due now"), status.reminders_due(at=at)),
        (_("Letters waiting"), status.letters_in(LetterState.WAITING).count()),
        (_("Letters being sent"), status.letters_in(LetterState.SENDING).count()),
    ]


@dataclass(frozen=True)
class Row:
    """One thing that didn't work: what, for whom, why, and where to try again."""

    pk: int
    title: str
    who: str
    why: str
    since: datetime | None


def _letter_row(letter: Letter) -> Row:
    about = {str(words.label_of(notice.kind)) for notice in letter.notices.all()}
    tried = ngettext("tried once", "tried %(count)d times", letter.attempts) % {"count": letter.attempts}
    return Row(
        pk=letter.pk,
        title=", ".join(sorted(about)) or _("A letter"),
        who=f"{letter.user} · {letter.user.email} · {_channel(letter.channel)} · {tried}",
        why=words.trouble(letter.trouble),
        since=letter.ended_at,
    )


def _broken_row(reminder: Reminder) -> Row:
    return Row(
        pk=reminder.pk,
        title=str(words.label_of(reminder.kind)),
        who=str(reminder.get_audience_display()),
        why=words.trouble(reminder.trouble),
        since=reminder.due_at,
    )


def _channel(key: str) -> Words:
    known = {channel.key: channel.label for channel in channels.registered()}
    return known.get(key, key)


# Buttons


@require_POST
@administrators
def resend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send one letter again that was given up."""
    letter = get_object_or_404(Letter, pk=pk)
    if outbox.resend(letter, by=request.user, at=timezone.now()):
        messages.success(request, _("The letter goes out within a minute, or when its reader’s hours begin."))
    else:
        messages.warning(request, _("This letter is not among the failed ones any more."))
    return redirect(PAGE)


@require_POST
@administrators
def resend_all(request: SignedInRequest) -> HttpResponse:
    """Send every letter again that was given up."""
    count = outbox.resend_all(by=request.user, at=timezone.now())
    said = ngettext("%(count)d letter is sent again.", "%(count)d letters are sent again.", count)
    messages.success(request, said % {"count": count})
    return redirect(PAGE)


@require_POST
@administrators
def try_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write one reminder again."""
    reminder = get_object_or_404(Reminder, pk=pk)
    if broken.try_again(reminder, by=request.user):
        messages.success(request, _("The reminder is written again within a minute."))
    else:
        messages.warning(request, _("This reminder is not among the broken ones any more."))
    return redirect(PAGE)


@require_POST
@administrators
def try_all_again(request: SignedInRequest) -> HttpResponse:
    """Write every broken reminder again."""
    count = broken.try_all_again(by=request.user)
    said = ngettext("%(count)d reminder is written again.", "%(count)d reminders are written again.", count)
    messages.success(request, said % {"count": count})
    return redirect(PAGE)


@require_POST
@administrators
def try_now(request: SignedInRequest, channel: str) -> HttpResponse:
    """Try a channel that rests."""
    if outbox.lift_pause(channel, at=timezone.now()):
        messages.success(request, _("It is tried within a minute. If it fails again, it rests again."))
    else:
        messages.warning(request, _("It doesn’t rest any more."))
    return redirect(PAGE)
