"""Keeping the patient's decision, and who was told of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refused
from cases.actions import timeline
from cases.actions.core import change, edit, existing, fresh
from cases.choices import DecisionPath, ToldHow, ToldWhom
from cases.models import Case, Decision, Opinion, Telling
from cases.rules.days import require_past


def decide(
    case: Case,
    *,
    path: str,
    words: str,
    decided_on: date,
    by: User,
    at: datetime,
    opinion: Opinion | None = None,
    reasons: str = "",
    care_leader: str = "",
    once: UUID | None = None,
) -> Decision:
    """Keep what the patient decided, in their own words. Sent twice, it is there once.

    Raises Refused when a decision stands already, for a day to come, or when an opinion is to be
    followed and none of this journey is named.
    """
    with change(case, at=at) as locked:
        done = existing(Decision, once)
        if done:
            return done
        if Decision.objects.filter(case=locked).exists():
            raise Refused(
                _("A decision is written down already. Open it and change it; the earlier words are kept.")
            )
        values: dict[str, Any] = {
            "path": DecisionPath(path),
            "opinion": opinion,
            "words": words,
            "reasons": reasons,
            "care_leader": care_leader,
            "decided_on": decided_on,
        }
        _require_sound(locked, values, at=at)
        own = {"once": once} if once else {}
        decision = Decision.objects.create(case=locked, recorded_by=by, recorded_at=at, **values, **own)
        timeline.write(locked, "decision_made", by=by, at=at, after=_told(values))
    return decision


def change_mind(
    decision: Decision, *, version: int, values: dict[str, Any], by: User, at: datetime
) -> Decision:
    """Write the decision anew; the earlier words stay in the timeline.

    Raises StaleEdit when somebody changed it since `version`, Refused as `decide` does.
    """
    with change(decision.case, at=at) as case:
        current = fresh(decision)
        _require_sound(case, values, at=at)
        before = edit(current, version=version, values=values)
        if before:
            current.recorded_by, current.recorded_at = by, at
            current.save(update_fields=["recorded_by", "recorded_at"])
            after = {name: values[name] for name in before}
            timeline.write(case, "decision_changed", by=by, at=at, before=_told(before), after=_told(after))
    return current


def _require_sound(case: Case, values: dict[str, Any], *, at: datetime) -> None:
    require_past(values["decided_on"], case=case, at=at)
    opinion = values["opinion"]
    if values["path"] == DecisionPath.OPINION and opinion is None:
        raise Refused(_("Which opinion will you follow? Please choose one."))
    if values["path"] != DecisionPath.OPINION and opinion is not None:
        raise Refused(_("Only the way “Follow one of the opinions” names an opinion."))
    if opinion is not None and opinion.case_id != case.pk:
        raise Refused(_("Please choose an opinion of this journey."))


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the timeline keeps them: an opinion by its doctor."""
    return {
        name: value.doctor if isinstance(value, Opinion) else value
        for name, value in values.items()
        if value not in ("", None) or name == "opinion"
    }


def tell(
    case: Case,
    *,
    whom: str,
    how: str,
    told_on: date,
    by: User,
    at: datetime,
    name: str = "",
    note: str = "",
    once: UUID | None = None,
) -> Telling:
    """Keep that somebody was told of the decision. Sent twice, it is there once.

    Raises Refused before there is a decision, or for a day to come.
    """
    with change(case, at=at) as locked:
        done = existing(Telling, once)
        if done:
            return done
        if not Decision.objects.filter(case=locked).exists():
            raise Refused(_("First write down what you decided. Then say who knows about it."))
        require_past(told_on, case=locked, at=at)
        telling = Telling.objects.create(
            case=locked,
            whom=ToldWhom(whom),
            name=name,
            how=ToldHow(how),
            told_on=told_on,
            note=note,
            recorded_by=by,
            recorded_at=at,
            **({"once": once} if once else {}),
        )
        after = {"whom": whom, "how": how, "told_on": told_on}
        timeline.write(
            locked, "decision_told", by=by, at=at, subject=listener(telling), after=after, note=note
        )
    return telling


def untell(telling: Telling, *, by: User, at: datetime) -> None:
    """Take back a line that was written by mistake; again is nothing new."""
    with change(telling.case, at=at) as case:
        current = Telling.objects.filter(pk=telling.pk).first()
        if current is None:
            return
        before = {"whom": current.whom, "how": current.how, "told_on": current.told_on}
        timeline.write(
            case, "decision_untold", by=by, at=at, subject=listener(current), before=before, note=current.note
        )
        current.delete()


def listener(telling: Telling) -> str:
    """Who was told, in words."""
    return telling.name or str(ToldWhom(telling.whom).label)
