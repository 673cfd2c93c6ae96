"""Imports stand at the top and point one way."""

import ast

import pytest
from importlinter.cli import lint_imports

from tests.structure.reading import ROOT, Finding, report, source, sources

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
READY_FILE, READY = "apps.py", "ready"


def inline_imports_in(module):
    """Every import inside a function, but those of an app's `ready`."""
    for function in ast.walk(module.tree):
        if not isinstance(function, FUNCTIONS):
            continue
        if module.file.endswith(READY_FILE) and function.name == READY:
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield Finding(module.file, node.lineno, f"import inside {function.name}")


def test_no_import_hides_inside_a_function():
    assert report(found for module in sources() for found in inline_imports_in(module)) == ""


@pytest.mark.parametrize(
    ("snippet", "file", "found"),
    [
        ("def f():\n    import os", "cases/queries/records.py", 1),
        ("class A:\n    def f(self):\n        from os import path", "cases/queries/records.py", 1),
        ("class A:\n    def ready(self):\n        import os", "cases/models.py", 1),
        ("class A:\n    def ready(self):\n        import os", "cases/apps.py", 0),
        ("import os", "cases/queries/records.py", 0),
    ],
)
def test_an_inline_import_is_found(snippet, file, found):
    assert len(list(inline_imports_in(source(snippet, file)))) == found


@pytest.fixture(autouse=True)
def _its_logs_stay_its_own(monkeypatch):
    """Setting up its logs, the checker would silence every logger that exists by now."""
    monkeypatch.setattr("importlinter.cli._configure_logging", lambda _verbose: None)


def test_the_import_contracts_are_kept(monkeypatch):
    monkeypatch.chdir(ROOT)

    assert lint_imports(config_filename="importlinter.ini", cache_dir=None) == 0


def test_an_import_against_the_layers_breaks_a_contract(tmp_path, monkeypatch):
    house = tmp_path / "paper_house"
    house.mkdir()
    (house / "__init__.py").touch()
    (house / "cellar.py").write_text("import paper_house.attic\n")
    (house / "attic.py").touch()
    contracts = tmp_path / "contracts.ini"
    contracts.write_text(
        "[importlinter]\nroot_package = paper_house\n"
        "[importlinter:contract:down]\nname = Down\ntype = layers\n"
        "layers =\n    paper_house.attic\n    paper_house.cellar\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)

    assert lint_imports(config_filename=str(contracts), cache_dir=None) == 1
