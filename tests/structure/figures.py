"""Figures worth looking at, never a cap: how long functions and files are."""

import ast
import statistics

from tests.structure.reading import APPS, ROOT, sources

LONG = 50
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def lengths_in(module):
    """(lines, place) of every function in a module, from its `def` to its last line."""
    for node in ast.walk(module.tree):
        if isinstance(node, FUNCTIONS):
            yield node.end_lineno - node.lineno + 1, f"{module.file}:{node.lineno} {node.name}"


def ninth_decile(numbers):
    """The length that nine in ten stay within."""
    return statistics.quantiles(numbers, n=10, method="inclusive")[-1] if len(numbers) > 1 else numbers[0]


def functions_of(modules):
    """All functions of the modules, the longest first."""
    ours = [module for module in modules if "migrations" not in module.floors]
    return sorted((function for module in ours for function in lengths_in(module)), reverse=True)


def describe(functions):
    """The lines that `make check` prints."""
    if not functions:
        return ["no functions yet"]
    lengths = [length for length, _place in functions]
    share = 100 * sum(length > LONG for length in lengths) / len(lengths)
    summary = (
        f"{len(lengths)} functions: median {statistics.median(lengths):.0f} lines, "
        f"nine in ten within {ninth_decile(lengths):.0f}, {share:.1f}% over {LONG}"
    )
    return [summary, *(f"  {length:4} {place}" for length, place in functions[:5])]


def file_lengths():
    """How many lines each Python file of the apps has."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return [lines for path in files if (lines := len(path.read_text("utf-8").splitlines()))]


def main():
    """Print the figures."""
    files = file_lengths()
    print("\n".join(describe(functions_of(sources()))))
    print(
        f"{len(files)} files: median {statistics.median(files):.0f} lines, nine in ten within {ninth_decile(files):.0f}"
    )


if __name__ == "__main__":
    main()
