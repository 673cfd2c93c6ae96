"""Programs that ask for a person, and what they get."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import tokens
from accounts.choices import TokenReach
from tests.cases.conftest import (
    ben,
    carried,
    case,
    dana,
    ed,
    luis,
    maya,
    rosa,
    starter_content,
    stranger,
)

__all__ = ["ben", "carried", "case", "dana", "ed", "luis", "maya", "rosa", "starter_content", "stranger"]
ROOT = "/api/v1/"


class Program:
    """A program with a token of somebody, that keeps the manners of the API unless a test says otherwise."""

    def __init__(self, user, *, reach=None, may_write=True):
        works = user.has_site_role("advocate", "lead")
        at = timezone.now()
        self.user, self.client = user, Client()
        self.token, self.word = tokens.make(
            user,
            name="A test",
            reach=reach or (TokenReach.CASELOAD if works else TokenReach.OWN),
            may_write=may_write,
            expires_at=at + timedelta(days=30),
            by=user,
            at=at,
        )

    def ask(self, method, path, data=None, **headers):
        """Send one request with exactly these headers beside the token."""
        address = path if path.startswith("/") else ROOT + path
        named = {
            "Authorization": f"Bearer {self.word}",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        sent = {} if data is None else {"data": data, "content_type": "application/json"}
        return getattr(self.client, method)(address, headers=named, **sent)

    def read(self, path, **headers):
        return self.ask("get", path, **headers)

    def rows(self, path):
        """Every row of a list, page after page."""
        found, address = [], path
        while address:
            answer = self.read(address)
            assert answer.status_code == 200, answer.content
            found += answer.json()["results"]
            address = answer.json()["next"]
        return found

    def create(self, path, data=None, *, key=None, **headers):
        headers["Idempotency_Key"] = key or str(uuid.uuid4())
        return self.ask("post", path, data or {}, **headers)

    def change(self, path, data=None, *, of=None, method=None, **headers):
        """Change what is at `of` (or at the address itself) as it stands now."""
        tag = self.read(of or path)["ETag"]
        return self.ask(
            method or ("post" if of else "patch"), path, data or {}, **{"If_Match": tag, **headers}
        )

    def say(self, path, verb, **more):
        """Say what happened to the thing at this address."""
        return self.change(f"{path}changes/", {"verb": verb, **more}, of=path)

    def remove(self, path):
        tag = self.read(path)["ETag"]
        return self.ask("delete", path, If_Match=tag)


@pytest.fixture
def program():
    """Makes a program for somebody."""
    return Program


def pointers(answer):
    """Where a problem document says that something is wrong."""
    return [error["pointer"] for error in answer.json().get("errors", [])]


def kind(answer):
    """Which problem it is."""
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer.json()["type"].removeprefix("urn:secondpath:problem:")
