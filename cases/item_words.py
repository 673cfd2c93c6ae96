"""One record in words: a sentence for the patient side, whose turn it is, and a short line for lists.

Staff read the state itself (`ItemState`); the patient side reads what it means for them. A holder may
be unknown; the sentences then speak of "the office that has it".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import deadlines
from cases.choices import ITEM_EXCUSED, ITEM_IN, ITEM_WITH_HOLDER, Asker, ItemState, Need, Turn

Words = str | Promise


class Item(Protocol):
    """What the words need of a record."""

    name: str
    holder: str
    is_at_home: bool
    asker: str
    clock: str
    need: str
    state: str
    state_on: date | None
    asked_on: date | None
    last_asked_on: date | None
    paused_on: date | None
    limit_on: date | None

    def get_state_display(self) -> str: ...


@dataclass(frozen=True)
class Onlooker:
    """Who reads, on which day, and who there is to do things."""

    is_staff: bool
    today: date
    has_advocate: bool = True
    patient_signs_in: bool = True
    state: str = ""
    is_time_critical: bool = False
    may_do: bool = True
    is_live: bool = True


@dataclass(frozen=True)
class Pill:
    """The mark at the end of a row: kind (yours, wait, done, late, quiet) and words."""

    kind: str
    text: str


SENTENCES: Mapping[str, Words] = {
    "home": gettext_lazy("You have this yourself, or can write it down. Please add it here."),
    "ask": gettext_lazy("Please ask %(holder)s for it. You find the words to ask with below."),
    "we_ask": gettext_lazy("You don’t need to do anything. We will ask %(holder)s for it."),
    "question": gettext_lazy("Did you have this? If not, just say no, and it leaves your list."),
    "helpful": gettext_lazy("This helps, but it isn’t needed. Add it if you have it at hand."),
    ItemState.ASKED: gettext_lazy(
        "You don’t need to do anything. %(Holder)s was asked on %(asked_on)s and must answer by %(limit_on)s."
    ),
    "chase": gettext_lazy(
        "%(Holder)s was asked on %(last_asked_on)s and has not answered yet. Please ask again: "
        "a short, friendly call often helps. They must answer by %(limit_on)s."
    ),
    "we_chase": gettext_lazy(
        "You don’t need to do anything. %(Holder)s has not answered yet, and we will ask again."
    ),
    "overdue": gettext_lazy(
        "%(Holder)s was asked on %(asked_on)s and had to answer by %(limit_on)s. "
        "A friendly call often helps. Your right to your records has not ended."
    ),
    ItemState.ACKNOWLEDGED: gettext_lazy(
        "You don’t need to do anything. %(Holder)s has your request and must answer by %(limit_on)s."
    ),
    ItemState.FEE_ASKED: gettext_lazy(
        "%(Holder)s asks for a fee first. Copies from a patient portal are often free, so look there before "
        "you pay. Until it is settled, the time to answer stands still."
    ),
    ItemState.REFUSED: gettext_lazy(
        "%(Holder)s said no on %(state_on)s. You have a right to your records, and there are ways to answer."
    ),
    "we_answer": gettext_lazy(
        "%(Holder)s said no on %(state_on)s. You have a right to your records. We will answer for you."
    ),
    ItemState.IN: gettext_lazy("It is here since %(state_on)s. Your advocate will see that it is complete."),
    "in_alone": gettext_lazy("It is here since %(state_on)s."),
    ItemState.CHECKED: gettext_lazy("It is here, complete and easy to read. Nothing is left to do."),
    ItemState.WITH_CONSULTANT: gettext_lazy("The consulting doctor has it since %(state_on)s."),
    ItemState.RETURNED: gettext_lazy(
        "The consulting doctor has seen it. It went back to %(holder)s on %(state_on)s."
    ),
    ItemState.CANT_FIND: gettext_lazy(
        "Nobody could find it, and that is all right. We will tell the new doctor. "
        "If it turns up, add it here."
    ),
    ItemState.CANT_GET: gettext_lazy(
        "You could not get it, and that is all right. We will tell the new doctor. "
        "If that changes, add it here."
    ),
    ItemState.NOT_APPLICABLE: gettext_lazy("You never had this, so nobody will ask for it."),
}
"""What each state means to the patient side."""


def sentence(item: Item, look: Onlooker) -> str:
    """One record for the patient side: where it is, and whether there is anything to do."""
    if not look.may_do and turn(item, look) == Turn.PATIENT:
        return _("The patient does what comes next here, or somebody who may help with it.")
    return str(SENTENCES[sentence_key(item, look)] % filling(item))


def sentence_key(item: Item, look: Onlooker) -> str:
    """Which of the sentences is true."""
    state = ItemState(item.state)
    if state == ItemState.NEEDED:
        return needed_key(item, look)
    if needs_chasing(item, look) and turn(item, look) == Turn.ADVOCATE:
        return "we_chase"
    if is_overdue(item, look):
        return "overdue"
    if needs_chasing(item, look):
        return "chase"
    if state == ItemState.REFUSED and look.has_advocate:
        return "we_answer"
    if state == ItemState.IN and not look.has_advocate:
        return "in_alone"
    return state


def needed_key(item: Item, look: Onlooker) -> str:
    """Which sentence is true of a record that nobody was asked for yet."""
    if item.need == Need.IF_EXISTS:
        return "question"
    if item.need == Need.HELPFUL:
        return "helpful"
    if item.is_at_home:
        return "home"
    return "we_ask" if turn(item, look) == Turn.ADVOCATE else "ask"


def turn(item: Item, look: Onlooker) -> Turn:
    """Who has to do something about this record; nobody for one that is in, out or only helpful."""
    state = ItemState(item.state)
    if state in ITEM_WITH_HOLDER:
        return asker(item, look) if needs_chasing(item, look) else Turn.HOLDER
    if state == ItemState.IN and look.has_advocate and not item.is_at_home:
        return Turn.ADVOCATE
    if state in (*ITEM_IN, *ITEM_EXCUSED) or (state == ItemState.NEEDED and item.need == Need.HELPFUL):
        return Turn.NOBODY
    if state == ItemState.REFUSED:
        return stand_in(Turn.ADVOCATE, look)
    is_to_ask = state == ItemState.NEEDED and item.need == Need.REQUIRED and not item.is_at_home
    return asker(item, look) if is_to_ask else stand_in(Turn.PATIENT, look)


def asker(item: Item, look: Onlooker) -> Turn:
    """Who asks for this record, and asks again."""
    return stand_in(Turn.ADVOCATE if item.asker == Asker.ADVOCATE else Turn.PATIENT, look)


def stand_in(who: Turn, look: Onlooker) -> Turn:
    """The other side, where one of the two can't act."""
    if who == Turn.PATIENT and not look.patient_signs_in and look.has_advocate:
        return Turn.ADVOCATE
    if who == Turn.ADVOCATE and not look.has_advocate:
        return Turn.PATIENT
    return who


def needs_chasing(item: Item, look: Onlooker) -> bool:
    """Whether it is time to ask the holder again, by the same clock as the next move."""
    if item.state not in ITEM_WITH_HOLDER or item.last_asked_on is None:
        return False
    wait = deadlines.CHASE_AFTER[item.clock]
    chase_on = deadlines.after(
        item.last_asked_on, wait, state=look.state, time_critical=look.is_time_critical
    )
    return chase_on <= look.today


def is_overdue(item: Item, look: Onlooker) -> bool:
    """Whether the holder's legal time to answer is over."""
    is_waiting = item.state in ITEM_WITH_HOLDER
    return is_waiting and item.limit_on is not None and item.limit_on < look.today


def pill(item: Item, look: Onlooker) -> Pill:
    """Whose turn it is, or where the record is, in a word or two."""
    whose = turn(item, look)
    if whose == Turn.HOLDER:
        return Pill("late" if is_overdue(item, look) else "wait", waiting_words(item, look))
    if item.state == ItemState.IN and whose == Turn.ADVOCATE and look.is_staff:
        return Pill("yours", _("To be checked"))
    if item.state in ITEM_IN:
        return Pill("done", item.get_state_display() if look.is_staff else _("In"))
    if item.state in ITEM_EXCUSED:
        return Pill("quiet", item.get_state_display())
    if whose == Turn.NOBODY:
        return Pill("quiet", _("Helpful"))
    if not look.is_live:
        return Pill("quiet", item.get_state_display() if look.is_staff else _("Not in"))
    if (whose == Turn.ADVOCATE) == look.is_staff:
        return Pill("yours", _("Your turn") if look.may_do else _("The patient’s turn"))
    return Pill("wait", _("Patient’s turn") if look.is_staff else _("Your advocate’s turn"))


def waiting_words(item: Item, look: Onlooker) -> str:
    """For whom everybody waits."""
    if is_overdue(item, look):
        return _("No answer yet")
    return _("Waiting for %(holder)s") % {"holder": item.holder} if item.holder else _("Waiting")


def line(item: Item, look: Onlooker) -> str:
    """A short line under the name in lists: who has it, and the dates that count."""
    parts = [item.holder or (_("at home") if item.is_at_home else ""), *dates(item, look)]
    return capfirst(" · ".join(part for part in parts if part))


def dates(item: Item, look: Onlooker) -> list[str]:
    """The dates that count for where the record is now."""
    if item.state in ITEM_WITH_HOLDER:
        asked = _("asked %(day)s") % {"day": short(item.asked_on)}
        again = _("asked again %(day)s") % {"day": short(item.last_asked_on)}
        words = _("had to answer by %(day)s") if is_overdue(item, look) else _("must answer by %(day)s")
        return [
            asked,
            again if item.last_asked_on != item.asked_on else "",
            words % {"day": short(item.limit_on)} if item.limit_on else "",
        ]
    since = {
        ItemState.NEEDED: "",
        ItemState.FEE_ASKED: _("asked for a fee %(day)s"),
        ItemState.REFUSED: _("said no %(day)s"),
        ItemState.IN: _("came %(day)s"),
        ItemState.CHECKED: _("checked %(day)s"),
        ItemState.WITH_CONSULTANT: _("went to the consulting doctor %(day)s"),
        ItemState.RETURNED: _("went back %(day)s"),
    }.get(ItemState(item.state), "")
    return [since % {"day": short(item.state_on)} if since and item.state_on else ""]


def limit_words(item: Item, look: Onlooker) -> str:
    """The holder's legal limit in words; empty where no clock runs."""
    if item.asked_on is None or item.limit_on is None:
        return ""
    days = (item.limit_on - item.asked_on).days
    told = {"day": long(item.limit_on), "days": days}
    if item.state == ItemState.FEE_ASKED:
        return _("The time to answer stands still since %(day)s, until the fee is settled.") % {
            "day": long(item.paused_on)
        }
    if item.state not in ITEM_WITH_HOLDER:
        return ""
    if is_overdue(item, look):
        return _("They had to answer by %(day)s: %(days)d days after the request.") % told
    if days < deadlines.ACCESS_LIMIT_DAYS:
        return (
            _("They should answer by %(day)s. In this state, the law gives most holders %(days)d days.")
            % told
        )
    if days > deadlines.ACCESS_LIMIT_DAYS:
        return _(
            "They must answer by %(day)s: %(limit)d days after the request, without the days that the fee took."
        ) % {**told, "limit": deadlines.ACCESS_LIMIT_DAYS}
    return _("They must answer by %(day)s: %(days)d days after the request.") % told


def filling(item: Item) -> dict[str, str]:
    """What the sentences are filled with."""
    holder = item.holder or _("the office that has it")
    return {
        "holder": holder,
        "Holder": capfirst(holder),
        "asked_on": long(item.asked_on),
        "limit_on": long(item.limit_on),
        "state_on": long(item.state_on),
        "last_asked_on": long(item.last_asked_on),
    }


def long(day: date | None) -> str:
    """A day as "Friday 28 November"."""
    return date_format(day, "l j F") if day else _("a day we don’t know")


def short(day: date | None) -> str:
    """A day as "28 Nov"."""
    return date_format(day, "j M") if day else "–"
