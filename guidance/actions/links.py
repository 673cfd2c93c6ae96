"""Trying the addresses to which guides link."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from guidance import links
from guidance.links import Verdict
from guidance.models import LinkCheck
from guidance.queries.upkeep import links_to_try

START_NONE_AFTER = 20
"""Seconds: one address may take as long again, and a task is ended after fifty."""


def try_some(*, at: datetime, check: Callable[[str], Verdict] = links.check) -> int:
    """Try the addresses that were not tried for longest, one of each host; how many were tried."""
    began, tried = monotonic(), 0
    for link in links_to_try(at=at):
        if monotonic() - began > START_NONE_AFTER:
            break
        record(link, check(link.url), at=at)
        tried += 1
    return tried


def record(link: LinkCheck, verdict: Verdict, *, at: datetime) -> None:
    """Keep what became of an address."""
    longest = LinkCheck._meta.get_field("moved_to").max_length or 0
    link.state, link.reason = verdict.state, verdict.why.value
    link.moved_to = verdict.moved_to if len(verdict.moved_to) <= longest else ""
    link.checked_at = at
    link.save(update_fields=["state", "reason", "moved_to", "checked_at"])
