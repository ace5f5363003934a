"""What the Tab key offers: scenarios, runs, and the codes and numbers within them, where they are found at once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pairing.reason import language, sentence, text

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_MOST = 50
#: A run with a longer table of matches is left unread: the key must answer at once.
_BYTES_READ = 5_000_000


class ScenarioPath(click.Path):
    """The folder of a scenario, or its workbook."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; raises a usage error that says how to start a scenario where there is none."""
        if not Path(value).exists():
            lang = ctx.obj if ctx is not None and isinstance(ctx.obj, str) else language()
            self.fail(sentence("scenario_not_there", lang, file=value), param, ctx)
        return super().convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Folders with a scenario.toml, and workbooks."""
        return complete_scenario(ctx, param, incomplete)


def complete_scenario(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders with a scenario.toml, and workbooks."""
    return _paths(incomplete, ("*/scenario.toml", "*/*/scenario.toml"), ("*.xlsx",), "file")


def complete_run(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders that hold a run."""
    return _paths(incomplete, ("*/summary.json", "*/*/summary.json", "*/*/*/summary.json"), (), "dir")


def complete_policy(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The policies of the scenario that is typed already; of several with commas between, the last one."""
    from click.shell_completion import CompletionItem

    done, comma, started = incomplete.rpartition(",")
    # An option that still waits for its value leaves the arguments before it unread.
    named = ctx.params.get("scenarios") or (ctx.params.get("scenario"), *ctx.args)
    settings = _settings(next(filter(None, named), None))
    return [
        CompletionItem(done + comma + block["code"], help=text(block.get("title"), language()) or None)
        for block in settings.get("policy", ())
        if isinstance(block, dict) and str(block.get("code", "")).startswith(started)
    ]


def complete_id(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The needs and resources of the run that is typed already."""
    from click.shell_completion import CompletionItem

    known = (name for name in _ids(ctx.params.get("run")) if name.startswith(incomplete))
    return [CompletionItem(name) for name in islice(dict.fromkeys(known), _MOST)]


def complete_kind(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The scenarios that can be generated."""
    from click.shell_completion import CompletionItem

    kinds = sorted(path.stem for path in (Path(__file__).parents[1] / "generate/kinds").glob("*.toml"))
    return [CompletionItem(kind) for kind in kinds if kind.startswith(incomplete)]


def _paths(incomplete: str, marks: Iterable[str], files: Iterable[str], otherwise: str) -> list[CompletionItem]:
    """Folders in which a mark lies, and files; where there are none, whatever the shell finds."""
    from click.shell_completion import CompletionItem

    start = incomplete.rpartition("/")[0] + "/" if "/" in incomplete else ""
    within = Path(start or ".")
    found = [path.parent for mark in marks for path in within.glob(mark)]
    found += [path for pattern in files for path in within.glob(pattern) if not path.name.startswith("~$")]
    names = sorted({start + path.relative_to(within).as_posix() for path in found})
    items = [CompletionItem(name) for name in names if name.startswith(incomplete)]
    return items[:_MOST] or [CompletionItem(incomplete, type=otherwise)]


def _settings(scenario: Any) -> dict[str, Any]:
    try:
        return tomllib.loads((Path(scenario) / "scenario.toml").read_text("utf-8"))
    except (OSError, ValueError, TypeError):
        return {}


def _ids(run: Any) -> Iterator[str]:
    for name in ("plan.csv", "unmet.csv"):
        try:
            path = Path(run) / name
            if path.stat().st_size > _BYTES_READ:
                continue
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    yield from (row[column] for column in ("household", "need", "resource") if row.get(column))
        except (OSError, ValueError, TypeError):
            continue
