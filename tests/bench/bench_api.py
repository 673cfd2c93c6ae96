"""The API over 100,000 journeys: pages of the list and one journey, beside a bare view that reads the same rows.

The bare view asks nobody who they are, counts nothing and works nothing out: one indexed query and the
framework's own serializer. Both are asked in turn in the same run, and their medians compared.
"""

import statistics
from datetime import timedelta
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.policies import public
from cases.api.journeys import PLAIN
from cases.choices import Status
from cases.models import Case
from config import urls
from tests.api.conftest import ROOT, Program
from tests.bench.bench_caseload import journey
from tests.cases.conftest import NOON, person

JOURNEYS, ADVOCATES, PAGE, ROUNDS = 100_000, 600, 50, 80
AT_MOST = 2.5
LIST_QUERIES, DETAIL_QUERIES = 6, 8
FIELDS = tuple(name for name in PLAIN if name != "due_or_never")
"""What an answer tells of a journey, as columns."""


class Row(serializers.ModelSerializer):
    class Meta:
        model = Case
        fields = FIELDS


class Bare(APIView):
    authentication_classes = ()

    def get(self, request):
        live = Case.objects.filter(status=Status.LIVE).order_by("due_or_never", "created_at", "pk")
        return Response(Row(live[:PAGE], many=True).data)


class BareOne(APIView):
    authentication_classes = ()

    def get(self, request, uuid):
        return Response(Row(Case.objects.get(uuid=uuid)).data)


urlpatterns = [
    path("bare/", public(Bare.as_view())),
    path("bare/<uuid:uuid>/", public(BareOne.as_view())),
    *urls.urlpatterns,
]
handler404 = urls.handler404


@pytest.fixture
def many(db, settings):
    """100,000 live journeys among 600 advocates, a lead and one of the advocates, each with a token."""
    settings.ROOT_URLCONF = __name__
    settings.API_PER_MINUTE = {"token": 10**6, "person": 10**6}
    lead = person("Dana Reyes", "lead")
    advocates = [person(f"Advocate{number} Chen", "advocate") for number in range(ADVOCATES)]
    Case.objects.bulk_create((spread(number, advocates) for number in range(JOURNEYS)), batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Program(lead), Program(advocates[0])


def spread(number, advocates):
    """One of many journeys that began at different times."""
    case = journey(number, advocates[number % ADVOCATES])
    case.created_at = NOON - timedelta(minutes=number)
    return case


def seconds(ask):
    began = perf_counter()
    assert ask().status_code == 200
    return perf_counter() - began


def compared(benchmark, ours, bare):
    """The medians of both, asked in turn."""
    for _number in range(5):
        ours(), bare()
    pairs = [(seconds(ours), seconds(bare)) for _number in range(ROUNDS)]
    mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    benchmark.extra_info |= {"ours in ms": round(mine * 1000, 1), "bare in ms": round(theirs * 1000, 1)}
    benchmark.pedantic(ours, rounds=5)
    assert mine <= AT_MOST * theirs, benchmark.extra_info


def queries_of(ask):
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def bench_list(many, benchmark):
    lead, _advocate = many
    client = Client()

    compared(benchmark, lambda: lead.read(f"journeys/?limit={PAGE}"), lambda: client.get("/bare/"))

    assert queries_of(lambda: lead.read("journeys/")) <= LIST_QUERIES


def bench_page_far_in(many, benchmark):
    """The two-hundredth page costs what the first does."""
    lead, _advocate = many
    client = Client()
    address = f"{ROOT}journeys/?limit={PAGE}"
    for _number in range(200):
        address = lead.read(address).json()["next"]

    compared(benchmark, lambda: lead.read(address), lambda: client.get("/bare/"))

    assert queries_of(lambda: lead.read(address)) <= LIST_QUERIES


def bench_own_caseload(many, benchmark):
    _lead, advocate = many
    client = Client()

    compared(benchmark, lambda: advocate.read(f"journeys/?limit={PAGE}"), lambda: client.get("/bare/"))


def bench_one_journey(many, benchmark):
    """Told with what is missing and what else could be done, which takes the queries that the figure allows."""
    lead, _advocate = many
    uuid = Case.objects.order_by("pk")[JOURNEYS // 2].uuid

    benchmark(lead.read, f"journeys/{uuid}/")

    assert queries_of(lambda: lead.read(f"journeys/{uuid}/")) <= DETAIL_QUERIES
