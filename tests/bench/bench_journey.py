"""One journey and the tick: a page, one settling, and the settling of 500 whose moment has passed."""

import pytest

from cases.actions import starter, tick
from cases.actions.settle import settle
from cases.management.demo import load
from cases.models import Case
from tests.cases.conftest import NOON, person, signed_in

JOURNEYS, ADVOCATES = 500, 3


@pytest.fixture
def many(db):
    """Journeys with steps and records, as the demo's caseload has them."""
    starter.load()
    load.fill(JOURNEYS, advocates=ADVOCATES, at=NOON)
    return Case.objects.order_by("pk")


def bench_overview(many, benchmark):
    browser = signed_in(person("Dana Reyes", "lead"))

    answer = benchmark(browser.get, f"/cases/{many[0].uuid}/")

    assert answer.status_code == 200


def bench_settle_one(many, benchmark):
    benchmark(settle, many[0], at=NOON)


def bench_tick_of_500(many, benchmark):
    def let_time_pass():
        many.update(changes_at=NOON)

    settled = benchmark.pedantic(tick.settle_passed, kwargs={"at": NOON}, setup=let_time_pass, rounds=3)

    assert settled == JOURNEYS
