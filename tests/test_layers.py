"""Imports go only downward, every module has its place, and asking for help loads no solver."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pairing

PACKAGE = Path(pairing.__file__).parent

#: From the doors down to the words. Modules on one line may use each other; else a module uses only lines below.
ORDER = (
    ("__main__",),
    ("cli",),
    ("endings",),
    ("api",),
    ("comparison", "sensitivity"),
    ("generate",),
    ("drop_prices",),
    ("exactly", "files"),
    ("drops",),
    ("run",),
    ("procedure",),
    ("against", "way_out"),
    ("plan", "figures", "patch"),
    ("outputs",),
    ("reasons",),
    ("explain",),
    ("conflict",),
    ("relax",),
    ("forcing",),
    ("policies",),
    ("fair",),
    ("optimise", "apart"),
    ("solvers",),
    ("bound", "elements"),
    ("components", "bending"),
    ("answer",),
    ("verdict",),
    ("metrics",),
    ("diagnose",),
    ("funnel",),
    ("limit_terms", "goal_terms", "standing"),
    ("laid",),
    ("links", "entitlements", "reweigh"),
    ("amounts",),
    ("model",),
    ("screening",),
    ("titles",),
    ("scenario",),
    ("workbook",),
    ("lists",),
    ("same", "indexes"),
    ("same_people",),
    ("sides", "pins", "sayings", "statements", "conditions"),
    ("sql.dry_run", "sql.views", "sql.carried"),
    ("sql.rules",),
    ("sql.canonical",),
    ("sql.barrier",),
    ("sql.whitelist",),
    ("sql.grammar",),
    ("sql.words",),
    ("tables.private",),
    ("tables.schema",),
    ("tables.keys", "tables.probes"),
    ("tables.headers",),
    ("tables.load",),
    ("tables.sources",),
    ("tables.spreadsheet", "tables.listing"),
    ("tables.declaration",),
    ("tables.declared_field", "tables.cells"),
    ("tables.descriptor", "tables.identity"),
    # what everything may use
    ("settings",),
    ("toml_block",),
    ("config",),
    ("fault",),
    ("reason",),
    ("sentences",),
)
#: Rooms whose files have an order of their own; the files of the others may use each other.
ORDERED_ROOMS = ("sql", "tables")
RANK = {module: rank for rank, line in enumerate(ORDER) for module in line}

#: What is slow to load, and so must wait until it is used.
SLOW = ("ortools", "numpy", "pandas", "duckdb", "sqlglot", "networkx", "numba", "xlsxwriter", "openpyxl")


def _files() -> list[tuple[str, Path]]:
    """(module or room of the package, file)."""
    found = [(_room(path.relative_to(PACKAGE).with_suffix("").parts), path) for path in PACKAGE.rglob("*.py")]
    return sorted((module, path) for module, path in found if not module.endswith("__init__"))


def _room(parts: tuple[str, ...]) -> str:
    return ".".join(parts[:2]) if parts[0] in ORDERED_ROOMS else parts[0]


def _imports(path: Path) -> set[str]:
    """The modules or rooms of the package that a file imports anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where things come from"
            source = node.module or ""
            rooms = ("pairing", *(f"pairing.{room}" for room in ORDERED_ROOMS))
            names |= {f"{source}.{alias.name}" for alias in node.names} if source in rooms else {source}
    used = {_room(tuple(name.split(".")[1:])) for name in names if name.startswith("pairing.")}
    return used - {"__version__"}


def test_every_module_has_a_place_in_the_order() -> None:
    assert sorted({module for module, _ in _files()} - set(RANK)) == []


def test_imports_go_only_downward() -> None:
    upward = [
        f"{path.relative_to(PACKAGE)} imports {used}"
        for module, path in _files()
        for used in sorted(_imports(path) - {module})
        if RANK.get(used, 0) < RANK.get(module, 0)
    ]
    assert upward == []


def test_the_verifier_shares_nothing_with_what_it_judges() -> None:
    used = {name for module, path in _files() if module == "verdict" for name in _imports(path)}
    assert used & {"links", "model", "answer", "bound", "optimise", "solvers", "run", "plan"} == set()


def test_no_public_name_is_also_a_module() -> None:
    """Importing `pairing.x` would put the module in the place of the function `pairing.x`."""
    modules = {module for module, _ in _files()}
    assert sorted(modules & set(pairing.__all__)) == []


@pytest.mark.parametrize("first", ["pairing.run", "pairing.api", "pairing.cli"])
def test_the_public_functions_stay_functions_whatever_is_imported_first(first: str) -> None:
    code = f"import {first}, pairing; print(all(map(callable, (pairing.read, pairing.solve, pairing.verify))))"
    assert _python("-c", code).stdout.strip() == "True"


@pytest.mark.parametrize(
    "code", ["import pairing", "from pairing.cli import main; main(['--help'], standalone_mode=False)"]
)
def test_neither_the_import_nor_the_help_loads_anything_slow(code: str) -> None:
    loaded = f"{code}; import sys; print('loaded:', sorted({set(SLOW)!r} & set(sys.modules)))"
    assert _python("-c", loaded).stdout.splitlines()[-1] == "loaded: []"


def test_help_answers_within_three_tenths_of_a_second() -> None:
    seconds = []
    for _ in range(3):
        before = os.times()
        _python("-m", "pairing", "--help")
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(seconds) < 0.3


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, timeout=60)
