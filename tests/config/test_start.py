"""What `start.py` refuses, and what it keeps."""

import ast
import socket
import stat
from pathlib import Path

import pytest

import start
from config.settings.base import env


@pytest.fixture(autouse=True)
def var(monkeypatch, tmp_path):
    for name in ("HOST", "PORT", "BASE_URL", "ALLOWED_HOSTS", "SECRET_KEY", "EMAIL_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.mark.parametrize(
    ("host", "only_here"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_only_loopback_is_loopback(host, only_here):
    assert start.is_loopback(host) is only_here


def test_the_demo_answers_on_loopback_by_default():
    environment = start.demo_surroundings()

    assert (environment["BIND"], environment["DJANGO_SETTINGS_MODULE"]) == (
        "127.0.0.1:8000",
        "config.settings.development",
    )


def test_an_address_of_the_sixth_version_is_bound_in_brackets(monkeypatch):
    monkeypatch.setenv("HOST", "::1")

    assert start.demo_surroundings()["BIND"] == "[::1]:8000"


@pytest.mark.parametrize("port", ["8000", "8123"])
def test_letters_of_the_demo_lead_where_its_pages_are(monkeypatch, port):
    """Whatever PORT each of its processes is given."""
    monkeypatch.setenv("PORT", port)

    assert start.demo_surroundings()["BASE_URL"] == f"http://127.0.0.1:{port}"


def test_the_demo_is_refused_where_others_can_reach_it(monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")

    with pytest.raises(SystemExit, match=r"HOST=0\.0\.0\.0 can be reached from outside"):
        start.demo_surroundings()


def test_the_demo_is_refused_beside_a_real_installation(var):
    start.kept_secret(var / "secret-key")

    with pytest.raises(SystemExit, match="belongs to a real installation"):
        start.demo_surroundings()


@pytest.mark.parametrize("port", ["abc", "-1", "0", "65536", "٣"])
def test_a_port_that_is_none_is_refused(monkeypatch, port):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SystemExit, match="PORT must be a number from 1 to 65535"):
        start.address()


def test_a_taken_port_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        with pytest.raises(SystemExit, match="it is taken"):
            start.require_free("127.0.0.1", other.getsockname()[1])


def test_a_real_installation_needs_its_address():
    with pytest.raises(SystemExit, match="Please set BASE_URL and ALLOWED_HOSTS first"):
        start.real_surroundings()


@pytest.fixture
def real(monkeypatch):
    monkeypatch.setenv("BASE_URL", "https://second.example.org")
    monkeypatch.setenv("ALLOWED_HOSTS", "second.example.org")


@pytest.mark.usefixtures("real")
def test_a_real_installation_uses_production_settings():
    assert start.real_surroundings()["DJANGO_SETTINGS_MODULE"] == "config.settings.production"


@pytest.mark.usefixtures("real")
def test_mail_of_a_real_installation_goes_to_files_until_a_server_is_named(monkeypatch, var):
    monkeypatch.setenv("EMAIL_URL", start.real_surroundings()["EMAIL_URL"])

    mail = env.email("EMAIL_URL")

    assert (mail["EMAIL_BACKEND"], Path(mail["EMAIL_FILE_PATH"])) == (
        "django.core.mail.backends.filebased.EmailBackend",
        var / "mail",
    )


@pytest.mark.usefixtures("real")
def test_the_secret_is_made_once_for_its_owner_only(var):
    first, second = (start.real_surroundings()["SECRET_KEY"] for _ in range(2))

    assert (first == second, len(first) >= 50, stat.S_IMODE((var / "secret-key").stat().st_mode)) == (
        True,
        True,
        0o600,
    )


@pytest.mark.usefixtures("real")
def test_a_secret_of_the_environment_is_not_written_down(monkeypatch, var):
    monkeypatch.setenv("SECRET_KEY", "k" * 60)

    assert (start.real_surroundings()["SECRET_KEY"], (var / "secret-key").exists()) == ("k" * 60, False)


def test_a_secret_that_others_can_read_is_refused(var):
    start.kept_secret(var / "secret-key")
    (var / "secret-key").chmod(0o644)

    with pytest.raises(SystemExit, match="Others can read"):
        start.kept_secret(var / "secret-key")


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(start.sys, "version_info", (3, 10, 4))

    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        start.main(["run"])


def test_an_old_python_can_read_that_far():
    assert ast.parse(Path(start.__file__).read_text("utf-8"), feature_version=(3, 7)).body[0].lineno == 2


def test_an_unknown_word_is_refused():
    with pytest.raises(SystemExit, match="Say one of: run, serve, install, manage"):
        start.main(["dance"])


def test_a_lock_that_is_installed_is_not_installed_again(monkeypatch, tmp_path):
    (tmp_path / "lock.txt").write_text("six==1.17.0\n")
    (tmp_path / "installed-lock.txt").write_text(start.hashlib.sha256(b"six==1.17.0\n").hexdigest())
    monkeypatch.setattr(start, "ROOT", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "PYTHON", tmp_path / "lock.txt")
    calls = []
    monkeypatch.setattr(start.subprocess, "run", lambda *args, **_: calls.append(args))

    start.install("lock.txt")

    assert calls == []
