"""`make docs`: write docs/cli.md, the manual of the command line, from the commands themselves."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import click

from pairing.cli import main as pairing
from pairing.cli.group import EXAMPLES, STATUSES, TASKS
from pairing.cli.help import Command, Example, parameter_rows
from pairing.reason import sentence

PAGE = Path(__file__).parents[1] / "docs/cli.md"

_HEAD = """# The command line

*Written from the commands by `make docs`; `pairing COMMAND --help` says the same.*

{about}

```sh
{examples}
```

{tasks}

Data goes to standard output; faults, the log and the progress line go to standard error, and progress shows only on a
terminal. Every command takes `--json`: one record on standard output, after an error too, then with a `status`
(`bad_data`, `usage`, `interrupted`, `disk_full` or `file_unusable`) and the list `faults`, each with its `file`, `row`,
`column`, `value`, `code` and `message`.

## Exit status

{statuses}

## Language

`--lang en` or `--lang zh` with any command, `--help` included. Without it the first of these environment variables that
is set decides: `PAIRING_LANG`, `LC_ALL`, `LC_MESSAGES`, `LANG`.

## Completion

The Tab key completes commands, options, scenarios, runs, the policies of a scenario and the ids in a run. Run the line
for your shell once, and open a new terminal:

```sh
{completion}
```
"""


def cli_page() -> str:
    """docs/cli.md as the commands have it."""
    ctx = click.Context(pairing, info_name="pairing", obj="en", **pairing.context_settings)
    statuses = [(str(status), sentence(f"exit_{status}")) for status in STATUSES]
    head = _HEAD.format(
        about=_paragraph(f"{sentence('help_pairing')} {sentence('help_pairing_scenario')}"),
        examples=_examples(EXAMPLES),
        tasks=_table(
            ("task", "commands"),
            [
                (sentence(task).rstrip(":"), ", ".join(f"[`{name}`](#pairing-{name})" for name in names))
                for task, names in TASKS.items()
            ],
        ),
        statuses=_table(("status", "what it means"), statuses),
        completion=_examples(_command("completion").examples),
    )
    sections = [_section(name, ctx) for names in TASKS.values() for name in names]
    return "\n".join([head, *sections])


def _command(name: str) -> Command:
    command = pairing.commands[name]
    assert isinstance(command, Command)
    return command


def _section(name: str, parent: click.Context) -> str:
    command = _command(name)
    ctx = click.Context(command, info_name=name, parent=parent, obj="en")
    arguments, options = parameter_rows(command, ctx, "en")
    usage = " ".join(["pairing", name, *command.usage_pieces(ctx, "en")])
    rows = [(f"`{shown}`", words) for shown, words in (*arguments, *options)]
    parts = [
        f"## pairing {name}",
        command.summary("en"),
        f"```text\n{usage}\n```",
        f"```sh\n{_examples(command.examples)}\n```",
        *(_paragraph(sentence(code)) for code in command.more),
        _table(("", "meaning"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _paragraph(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def _examples(examples: tuple[Example, ...]) -> str:
    pairs = [(each, "") if isinstance(each, str) else (each[0], sentence(each[1])) for each in examples]
    longest = max(len(command) for command, _ in pairs)
    return "\n".join(f"{command:<{longest}}  # {remark}" if remark else command for command, remark in pairs)


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    cells = [head, ("---", "---"), *((a.replace("|", "\\|"), b.replace("|", "\\|")) for a, b in rows)]
    return "\n".join(f"| {first} | {second} |".replace("|  |", "| |") for first, second in cells)


def main() -> int:
    PAGE.write_text(cli_page(), "utf-8")
    print(os.path.relpath(PAGE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
