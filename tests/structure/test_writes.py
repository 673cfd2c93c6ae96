"""Only actions write: nothing else saves, changes or deletes a row."""

import ast

import pytest

from tests.structure.reading import Finding, report, source, sources

WRITING_FLOORS = {"actions", "management", "migrations"}
ALWAYS_WRITES = {
    "abulk_create",
    "abulk_update",
    "acreate",
    "adelete",
    "aget_or_create",
    "asave",
    "aupdate",
    "aupdate_or_create",
    "bulk_create",
    "bulk_update",
    "create",
    "create_superuser",
    "create_user",
    "get_or_create",
    "save_base",
    "update_or_create",
}
# A dict's update, a cache's delete and a picture's save take something by position; a row's never do.
WRITES_WITHOUT_POSITION = {"delete", "save", "update"}

# The file and the method, and their reason.
ALLOWED = {
    ("accounts/models/people.py", "save"): "Django's own idiom: create_user belongs to the manager",
}


def is_super_call(node):
    """Tell `super().save()`, which only passes on what somebody else began."""
    owner = node.func.value
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"


def writes_in(module):
    """Every call in a module that writes to the database."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        method = node.func.attr
        certain = method in ALWAYS_WRITES
        likely = method in WRITES_WITHOUT_POSITION and not node.args
        if (certain or likely) and not is_super_call(node):
            yield Finding(module.file, node.lineno, method)


def unlawful_writes(modules):
    """Writes outside the floors that may write, and outside the reasoned list."""
    for module in modules:
        if module.floors.isdisjoint(WRITING_FLOORS):
            yield from (found for found in writes_in(module) if (found.file, found.what) not in ALLOWED)


def test_only_actions_write_to_the_database():
    assert report(unlawful_writes(sources())) == ""


def test_every_allowed_write_is_still_there():
    found = {(write.file, write.what) for module in sources() for write in writes_in(module)}

    assert set(ALLOWED) - found == set()


@pytest.mark.parametrize(
    "snippet",
    [
        "case.save()",
        "form.save(commit=False)",
        "Case.objects.create(name='x')",
        "Case.objects.filter(pk=1).update(name='x')",
        "Case.objects.all().delete()",
        "Case.objects.bulk_create(rows)",
        "Case.objects.get_or_create(name='x')",
    ],
)
def test_a_write_in_a_view_is_found(snippet):
    assert len(list(unlawful_writes([source(snippet, "cases/views/records.py")]))) == 1


@pytest.mark.parametrize(
    ("snippet", "file"),
    [
        ("case.save()", "cases/actions/records.py"),
        ("Case.objects.create()", "cases/management/commands/demo.py"),
        ("context.update({'a': 1})", "cases/views/records.py"),
        ("cache.delete('key')", "cases/views/records.py"),
        ("picture.save(target, format='PNG')", "cases/file_checks.py"),
        ("super().save(*args)", "cases/models/records.py"),
    ],
)
def test_what_is_no_write_or_allowed_is_left_alone(snippet, file):
    assert report(unlawful_writes([source(snippet, file)])) == ""
