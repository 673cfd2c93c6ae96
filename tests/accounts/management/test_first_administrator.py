import pytest
from django.core.management import CommandError, call_command

from accounts.choices import SiteRole
from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(monkeypatch):
    def give(email="ada@example.org", name="Ada Mills", password=PASSWORD):
        monkeypatch.setenv("ADMIN_EMAIL", email)
        monkeypatch.setenv("ADMIN_NAME", name)
        monkeypatch.setenv("ADMIN_PASSWORD", password)

    return give


def test_first_administrator_can_sign_in(client, answers):
    answers()
    call_command("first_administrator")

    user = User.objects.get()
    assert (user.email, user.name, user.site_roles) == (
        "ada@example.org",
        "Ada Mills",
        {SiteRole.ADMINISTRATOR},
    )
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})["Location"] == "/"


def test_second_call_changes_nothing(answers, capsys):
    answers()
    call_command("first_administrator")
    answers(email="other@example.org")
    call_command("first_administrator")

    assert User.objects.count() == 1
    assert "There is an administrator already." in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody"}, {"password": "short"}, {"password": "ada@example.org"}]
)
def test_weak_answers_are_refused(answers, wrong):
    answers(**wrong)
    with pytest.raises(CommandError):
        call_command("first_administrator")

    assert User.objects.count() == 0


def test_without_anybody_to_ask_it_says_which_names_to_set(monkeypatch):
    for name in ("ADMIN_EMAIL", "ADMIN_NAME", "ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)

    def nobody(_question):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)
    with pytest.raises(CommandError, match="ADMIN_EMAIL"):
        call_command("first_administrator")
