"""The records checklist: what is needed, who holds it, where it stands, and all that can be said of a record."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api import pages
from accounts.api.answers import Answer, PersonAnswer
from accounts.api.bodies import body_of, filled
from accounts.api.examples import know
from accounts.api.operations import Sort, Verb, operation
from accounts.api.pages import PageQuery
from accounts.api.versions import version_of
from accounts.refusals import Refused
from cases import item_words
from cases.actions import records as actions
from cases.api.base import JourneyView
from cases.choices import Asker, Clock, ItemState, Need, Turn
from cases.forms.records import ItemAddForm, ItemEditForm
from cases.item_words import Onlooker
from cases.models import Case, ItemChange, RecordItem
from cases.queries import records as reading
from cases.rules.records import is_possible, is_question
from cases.rules.team import may_check_records, may_do, may_see
from cases.transitions import CHANGED
from cases.views.records import VERBS as SAYINGS

BY_POSITION = pages.Order(("position", "pk"))
OLDEST = pages.Order(("at", "pk"))

know(name="MRI of the back, March 2026", need="required", on="2026-11-12", note="By phone, Ms. Lee.")


class RecordAnswer(Answer):
    """One line of the checklist: what, who holds it, where it stands, by when they must answer."""

    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    why = serializers.CharField(help_text="Why the new doctor wants it.")
    ask_for = serializers.CharField(help_text="Words to ask for it with.")
    need = serializers.ChoiceField(choices=Need.choices)
    is_question = serializers.SerializerMethodField(help_text="Nobody has said yet whether it exists.")
    holder = serializers.CharField()
    is_at_home = serializers.BooleanField()
    asker = serializers.ChoiceField(choices=Asker.choices)
    clock = serializers.ChoiceField(choices=Clock.choices)
    formats = serializers.ListField(child=serializers.CharField())
    loinc = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=ItemState.choices)
    turn = serializers.SerializerMethodField(help_text="Who has to do something about it.")
    words = serializers.SerializerMethodField(help_text="Where it stands, in a sentence.")
    note = serializers.CharField()
    state_on = serializers.DateField(allow_null=True)
    asked_on = serializers.DateField(allow_null=True)
    last_asked_on = serializers.DateField(allow_null=True)
    paused_on = serializers.DateField(allow_null=True, help_text="Since when their time to answer rests.")
    limit_on = serializers.DateField(allow_null=True, help_text="By when the law wants an answer.")
    files = serializers.IntegerField()
    verbs = serializers.SerializerMethodField(help_text="What can be said of it now.")

    def get_version(self, item: RecordItem) -> str:
        """A mark of the record and of how many files it has."""
        return version_of(item, item.files)  # type: ignore[attr-defined] # annotated

    def get_is_question(self, item: RecordItem) -> bool:
        """Whether it is asked for only if it exists, and nobody has said."""
        return is_question(item)

    @extend_schema_field(serializers.ChoiceField(choices=Turn.choices))
    def get_turn(self, item: RecordItem) -> str:
        """Whose turn it is with this record."""
        return item_words.turn(item, self.look)

    def get_words(self, item: RecordItem) -> str:
        """A sentence for whoever asks."""
        return str(item_words.sentence(item, self.look))

    def get_verbs(self, item: RecordItem) -> list[str]:
        """The verbs that may be said of it as it stands."""
        return [name for name, verb in VERBS.items() if can_be_said(name, item)]

    @property
    def look(self) -> Onlooker:
        """Who reads."""
        look: Onlooker = self.context["look"]
        return look


def can_be_said(verb: str, item: RecordItem) -> bool:
    """Whether the record stands so that this can be said of it."""
    if verb in ("exists", "does_not_exist"):
        return is_question(item)
    return is_possible(verb.replace("_", "-"), item)


class RecordView(JourneyView):
    """An address inside the checklist."""

    tag = "records"

    @property
    def teller(self) -> RecordAnswer:
        """Tells records to whoever asks."""
        return RecordAnswer(context={"look": reading.onlooker(self.case, self.viewer, at=self.at)})

    def record(self, case: Case, uuid: UUID) -> RecordItem:
        """A record of this journey; Http404 for any other."""
        item: RecordItem = self.child(reading.with_files(case), uuid)
        return item

    def tell(self, uuid: UUID, *, status: int = 200, location: str = "") -> HttpResponseBase:
        """One record as it stands now."""
        return self.told(self.teller, self.record(self.case, uuid), status=status, location=location)


class RecordsQuery(PageQuery):
    """Which records."""

    state = serializers.ChoiceField(required=False, choices=ItemState.choices)
    need = serializers.ChoiceField(required=False, choices=Need.choices)


class Records(RecordView):
    """The checklist."""

    @operation("List the records", Sort.LIST, answer=RecordAnswer, query=RecordsQuery, may=may_see)
    def get(self) -> Response:
        """The checklist in its own order: what is needed, who holds it and whose turn it is with each."""
        asked = {name: self.query[name] for name in ("state", "need") if name in self.query}
        return self.many(reading.with_files(self.case).filter(**asked), BY_POSITION, self.teller)

    @operation(
        "Add a record of your own",
        Sort.CREATE,
        answer=RecordAnswer,
        body=body_of(ItemAddForm, "RecordAdd", optional=("asker",)),
        may=may_do,
    )
    def post(self) -> HttpResponseBase:
        """For anything that the list does not have and the new doctor should see."""
        asker = Asker.ADVOCATE if self.viewer.is_staff else Asker.PATIENT
        form = filled(ItemAddForm, {"asker": asker, **self.typed}, once=self.once)
        item = actions.add_item(self.case, **form.cleaned_data, **self.how)
        return self.tell(item.uuid, status=201, location=self.address("record", record=item.uuid))


class Record(RecordView):
    """One record."""

    @operation("Read a record", Sort.READ, answer=RecordAnswer, may=may_see)
    def get(self, record: UUID) -> HttpResponseBase:
        """What it is, who holds it, where it stands, and what can be said of it now."""
        return self.tell(record)

    @operation(
        "Correct a record",
        Sort.CHANGE,
        answer=RecordAnswer,
        body=body_of(ItemEditForm, "RecordEdit"),
        may=may_do,
        is_partial=True,
    )
    def patch(self, record: UUID) -> HttpResponseBase:
        """Its name, holder, note and who asks for it; how much it is needed is for staff to say.

        Where it stands is changed by what happens to it: see its changes.
        """
        with self.changing(partial(self.record, uuid=record), self.version) as item:
            may_set_need = may_check_records(self.viewer) or not item.key
            if "need" in self.typed and not may_set_need:
                self.let_in(STAFF_ONLY)
            make = partial(ItemEditForm, row=item, may_set_need=may_set_need)
            form = filled(make, self.typed, version=item.version)
            actions.edit_item(item, version=item.version, values=form.values(), **self.how)
        return self.tell(record)

    def version(self, item: RecordItem) -> str:
        """The version that answers tell."""
        return RecordAnswer().get_version(item)


# What happens to a record


def say(key: str, view: JourneyView, item: RecordItem, typed: Mapping[str, Any]) -> None:
    """What a page says of a record, said by a program."""
    saying = SAYINGS[key]
    if not is_possible(key, item):
        raise Refused(CHANGED)
    form = filled(partial(saying.form, today=view.today), typed)
    saying.action(item, **form.cleaned_data, **view.how)


def exists(view: JourneyView, item: RecordItem, typed: Mapping[str, Any]) -> None:
    """It exists: now it is needed."""
    actions.confirm_exists(item, **view.how)


def does_not_exist(view: JourneyView, item: RecordItem, typed: Mapping[str, Any]) -> None:
    """It does not: it leaves the list."""
    if not is_question(item):
        raise Refused(CHANGED)
    actions.excuse(item, to=ItemState.NOT_APPLICABLE, **view.how)


def named(key: str) -> str:
    """A name for the body of a verb."""
    return "Record" + "".join(part.capitalize() for part in key.split("-")) + "Body"


VERBS: dict[str, Verb] = {
    key.replace("-", "_"): Verb(
        body_of(saying.form, named(key), verb=key.replace("-", "_"), optional=("on",)),
        may_check_records if saying.for_staff else may_do,
        partial(say, key),
    )
    for key, saying in SAYINGS.items()
}
VERBS["exists"] = Verb(body_of(forms.Form, "RecordExistsBody", verb="exists"), may_do, exists)
VERBS["does_not_exist"] = Verb(
    body_of(forms.Form, "RecordDoesNotExistBody", verb="does_not_exist"), may_do, does_not_exist
)
STAFF_ONLY = VERBS["check"]


class ChangeAnswer(serializers.Serializer[ItemChange]):
    """One line of a record's history."""

    state = serializers.ChoiceField(choices=ItemState.choices)
    on = serializers.DateField(help_text="The day where the patient lives.")
    at = serializers.DateTimeField(help_text="When it was written down.")
    by = PersonAnswer()
    note = serializers.CharField()


class RecordChanges(RecordView):
    """What happened to a record, and what happens to it next."""

    @operation("Read the history of a record", Sort.LIST, answer=ChangeAnswer, query=PageQuery, may=may_see)
    def get(self, record: UUID) -> Response:
        """Each state that it came into, the oldest first; the same state twice is a holder asked again."""
        item = self.record(self.case, record)
        return self.many(item.changes.select_related("by"), OLDEST, ChangeAnswer())

    @operation("Say what happened to a record", Sort.CHANGE, answer=RecordAnswer, verbs=VERBS)
    def post(self, record: UUID) -> HttpResponseBase:
        """Asked for, chased, a fee, a refusal, in, checked, on its way, back, or honestly not to be had.

        Days are those where the patient lives; without `on` it is today. The answer is the record after it.
        """
        with self.changing(partial(self.record, uuid=record), RecordAnswer().get_version) as item:
            self.verb.act(self, item, self.typed)
        return self.tell(record)
