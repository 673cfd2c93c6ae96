"""What saving a rule on screen brings with it: its key, its place in the list, and its words."""

from collections.abc import Mapping

from django.db.models import Max

from accounts.actions import rows
from notifications.models import Rule, Wording


def prepare(rule: Rule, words: Mapping[str, tuple[str, str]]) -> None:
    """Before a rule is saved: a new one gets its key for good and stands beside its like.

    `words` are title and text by language; a language without any loses them. They are saved with the rule.
    """
    if rule.pk is None:
        rule.key = rows.free_key(Rule, rule.kind)
        last = Rule.objects.filter(kind=rule.kind).aggregate(last=Max("position"))["last"]
        rule.position = Rule._meta.get_field("position").default if last is None else last
    known = dict(Wording.objects.filter(rule=rule.pk).values_list("language", "pk")) if rule.pk else {}
    rule.wordings.set(
        [
            Wording(pk=known.get(language), language=language, title=title, body=body)
            for language, (title, body) in words.items()
        ]
    )
