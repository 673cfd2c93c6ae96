"""What the documents name exists: files, addresses, settings, commands, modules, and the pages they link to."""

import re
from functools import lru_cache
from pkgutil import resolve_name

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.structure.reading import APPS, ROOT, Finding, report, texts

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)

FOLDERS = (*APPS, "docs", "tests")
RELATIVE = ("", *(f"{app}/" for app in APPS), *(f"{app}/templates/" for app in APPS))
"""Where a path may begin: documents say `models/records.py` for what every app has."""
PATH = re.compile(rf"(?:(?:{'|'.join(FOLDERS)})/|\.ci/)[^ ]*|(?!var/)[^ /:]+/[^ :]*\.[a-z]+")
ADDRESS = re.compile(r"/[^ ]*")
SETTING = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
COMMAND = re.compile(r"(?:manage\.py|start\.py manage) ([a-z_]+)")
TARGET = re.compile(r"\bmake ([a-z]+)")
MODULE = re.compile(rf"(?:{'|'.join(APPS)})(?:\.\w+)+")
GAP = re.compile(r"<[a-z]+>|…")
THINGS = ("00000000-0000-4000-8000-000000000000", "a", "1", "login/")
"""What may stand in the gap of an address."""


def prose(text):
    """A document without its blocks of code; each line stays where it is."""
    return BLOCK.sub(lambda block: "\n" * block[0].count("\n"), text)


@lru_cache(maxsize=1)
def everything_that_sets():
    """The files in which settings and variables of the environment are read."""
    python = "\n".join(text for _file, text in texts("*.py"))
    return python + "".join((ROOT / name).read_text("utf-8") for name in ("start.py", "Makefile", "Procfile"))


def path_exists(path):
    """Whether a file or folder of the house has this path; a gap stands for anything."""
    pattern = GAP.sub("*", path.replace("/…/", "/**/")).rstrip("/")
    return any(next(ROOT.glob(f"{start}{pattern}"), None) for start in RELATIVE)


def address_exists(address):
    """Whether the house answers at this address with one thing or another in its gaps."""
    return any(answers(GAP.sub(thing, address.partition("?")[0])) for thing in THINGS)


def answers(address):
    """Whether a view stands behind an address."""
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def module_exists(name):
    """Whether Python finds this by its whole name."""
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    except ImproperlyConfigured:
        return True  # it is there, and looks at its surroundings
    return True


def target_exists(name):
    """Whether `make` knows this."""
    return f"\n{name}:" in (ROOT / "Makefile").read_text("utf-8")


def setting_exists(name):
    """Whether the house reads a setting or a variable of this name."""
    return bool(re.search(rf"\b{name}\b", everything_that_sets()))


def missing(named):
    """What of something that a document names does not exist."""
    yield from (f"no command {name}" for name in COMMAND.findall(named) if name not in get_commands())
    yield from (f"no target {name}" for name in TARGET.findall(named) if not target_exists(name))
    setting = named.partition("=")[0]
    if SETTING.fullmatch(setting) and not setting_exists(setting):
        yield f"no setting {setting}"
    if ADDRESS.fullmatch(named) and not address_exists(named):
        yield f"no address {named}"
    if PATH.fullmatch(named) and not path_exists(named):
        yield f"no path {named}"
    if MODULE.fullmatch(named) and not path_exists(named) and not module_exists(named):
        yield f"no module {named}"


def anchor(heading):
    """The address of a heading inside its page."""
    plain = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return plain.strip().replace(" ", "-")


def link_is_wrong(document, target):
    """What is wrong with a link to another page of ours, or nothing."""
    if "://" in target or target.startswith("mailto:"):
        return ""
    path, _, part = target.partition("#")
    page = (document.parent / path).resolve() if path else document
    if not page.exists():
        return f"no page {target}"
    if part and part not in map(anchor, HEADING.findall(page.read_text("utf-8"))):
        return f"no heading {target}"
    return ""


def findings():
    """Every name and every link of a document that leads nowhere."""
    for document in DOCUMENTS:
        file = document.relative_to(ROOT).as_posix()
        for number, line in enumerate(prose(document.read_text("utf-8")).splitlines(), start=1):
            wrong = [what for named in CODE.findall(line) for what in missing(named)]
            wrong += filter(None, (link_is_wrong(document, target) for target in LINK.findall(line)))
            yield from (Finding(file, number, what) for what in wrong)


def test_what_the_documents_name_exists():
    assert report(findings()) == ""


def test_every_decision_is_listed_under_its_own_title():
    folder = ROOT / "docs" / "decisions"
    listed = dict(
        re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\) \| (.+) \|", (folder / "README.md").read_text("utf-8"))
    )
    told = {
        path.name: HEADING.findall(path.read_text("utf-8"))[0].partition(" — ")[2]
        for path in folder.glob("[0-9]*.md")
    }

    assert listed == told


@pytest.mark.parametrize(
    "named",
    [
        "cases/nowhere.py",
        "models/nowhere.py",
        "tests/cases/…/test_nowhere.py",
        "guidance/starter/<code>/nowhere.toml",
        "/nowhere/",
        "/cases/<uuid>/nowhere/",
        "NO_SUCH_SETTING",
        "NO_SUCH_SETTING=true",
        "manage.py nowhere",
        "python3 start.py manage nowhere",
        "make nowhere",
        "guidance.nowhere",
        "guidance.queries.search.nowhere",
    ],
)
def test_a_name_that_leads_nowhere_is_found(named):
    assert list(missing(named))


@pytest.mark.parametrize("target", ["nowhere.md", "library.md#nowhere", "#nowhere", "../NOWHERE.md"])
def test_a_link_that_leads_nowhere_is_found(target):
    assert link_is_wrong(ROOT / "docs" / "architecture.md", target)
