"""Loading the rules that ship with the product. What somebody edited on screen is never overwritten."""

from django.db import transaction

from notifications.models import Rule, Wording
from notifications.starter_rules import ShippedRule, shipped


@transaction.atomic
def load() -> int:
    """Add rules that are new, and renew those that nobody edited here; how many it wrote. Twice changes nothing."""
    standing = {rule.key: rule for rule in Rule.objects.prefetch_related("wordings")}
    new = [rule for rule in shipped() if rule.key not in standing]
    old = [rule for rule in shipped() if rule.key in standing]
    renewed = [_renew(standing[rule.key], rule) for rule in old if not standing[rule.key].latest_revision_id]
    added = Rule.objects.bulk_create(Rule(key=rule.key, **rule.columns) for rule in new)
    Wording.objects.bulk_create(
        wording for row, rule in zip(added, new, strict=True) for wording in _wordings(row, rule)
    )
    return len(new) + sum(renewed)


def _renew(row: Rule, rule: ShippedRule) -> bool:
    """Write what ships now into a rule that nobody edited here; whether that changed it."""
    changed = [name for name, value in rule.columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, rule.columns[name])
    if changed:
        row.save(update_fields=changed)
    said = {wording.language: (wording.title, wording.body) for wording in row.wordings.all()}
    is_reworded = said != {language: (words.title, words.body) for language, words in rule.words.items()}
    if is_reworded:
        Wording.objects.filter(rule=row).delete()
        Wording.objects.bulk_create(_wordings(row, rule))
    return bool(changed) or is_reworded


def _wordings(row: Rule, rule: ShippedRule) -> list[Wording]:
    return [
        Wording(rule=row, language=language, title=words.title, body=words.body)
        for language, words in rule.words.items()
    ]
