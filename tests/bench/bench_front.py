"""What every visit pays for, whoever comes: the way in."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def open_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer


def bench_health(benchmark):
    benchmark(open_page, Client(), "/healthz")


def bench_sign_in_page(benchmark):
    benchmark(open_page, Client(), "/accounts/login/")


def bench_emergency_page(benchmark):
    benchmark(open_page, Client(), "/emergency/")
