"""The clock is read at the edges and passed on, so that every rule can be tested at any moment."""

import ast

import pytest

from tests.structure.reading import Finding, report, source, sources

EDGES = {
    "api",
    "adapter",  # allauth calls these without a moment
    "backends",  # Django too
    "context_processors",
    "management",
    "middleware",
    "migrations",  # they repeat what the models say
    "tasks",
    "views",
}
CLOCKS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("functions", "Now"),
}
CLOCK_MODULES = {
    "django.utils.timezone": {"localdate", "localtime", "now"},
    "django.db.models.functions": {"Now"},
    "time": {"time", "time_ns"},
}
LOCAL_CLOCKS = {"localdate", "localtime"}
AUTOMATIC = {"auto_now", "auto_now_add"}

# The file, and its reason.
ALLOWED = {
    "config/demo_clock.py": "it is the clock that the edges of a demo read",
    "accounts/counted_forms.py": "allauth calls these forms, and passes no moment to them",
    "accounts/models/people.py": "allauth makes accounts at sign-up and passes no moment to the model",
    "guidance/forms/guide.py": "Wagtail calls this form, and passes no moment to it",
    "notifications/signals.py": "Django and mail providers call these, and pass no moment to them",
    "cases/models/team.py": "the door asks the database: access that has ended is ended for everyone at once",
}


def clock_reads_in(module):
    """Every place in a module that asks what time it is."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and (owner_of(node), node.attr) in CLOCKS:
            yield Finding(module.file, node.lineno, f"{owner_of(node)}.{node.attr}")
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in CLOCK_MODULES.get(node.module, set()):
                    yield Finding(module.file, node.lineno, f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Call):
            yield from clock_reads_of_call(module, node)


def clock_reads_of_call(module, node):
    """A local date of no moment in particular, or a field that fills itself in."""
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr in LOCAL_CLOCKS
        and not (node.args or node.keywords)
    ):
        yield Finding(module.file, node.lineno, node.func.attr)
    for keyword in node.keywords:
        if keyword.arg in AUTOMATIC:
            yield Finding(module.file, node.lineno, keyword.arg)


def owner_of(node):
    """The last name before the attribute: `timezone` in `django.utils.timezone.now`."""
    value = node.value
    return value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")


def unlawful_reads(modules):
    """Clock reads below the edges, and outside the reasoned list."""
    for module in modules:
        if module.floors.isdisjoint(EDGES) and module.file not in ALLOWED:
            yield from clock_reads_in(module)


def test_nothing_below_the_edges_reads_the_clock():
    assert report(unlawful_reads(sources())) == ""


def test_every_allowed_clock_read_is_still_there():
    found = {read.file for module in sources() for read in clock_reads_in(module)}

    assert set(ALLOWED) - found == set()


@pytest.mark.parametrize(
    "snippet",
    [
        "timezone.now()",
        "field = DateTimeField(default=timezone.now)",
        "field = DateTimeField(auto_now_add=True)",
        "datetime.datetime.now(tz=UTC)",
        "datetime.now(tz=UTC)",
        "date.today()",
        "timezone.localdate()",
        "timezone.localtime()",
        "time.time()",
        "from django.utils.timezone import now",
        "from django.db.models.functions import Now",
    ],
)
def test_a_clock_read_in_an_action_is_found(snippet):
    assert len(list(unlawful_reads([source(snippet, "cases/actions/records.py")]))) == 1


@pytest.mark.parametrize(
    ("snippet", "file"),
    [
        ("timezone.now()", "cases/views/records.py"),
        ("timezone.now()", "cases/tasks.py"),
        ("timezone.localdate(at)", "cases/queries/records.py"),
        ("timezone.localtime(at, zone)", "cases/queries/records.py"),
        ("time.gmtime(at)", "cases/queries/records.py"),
    ],
)
def test_a_passed_moment_and_an_edge_are_left_alone(snippet, file):
    assert report(unlawful_reads([source(snippet, file)])) == ""
