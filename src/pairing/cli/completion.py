"""`pairing completion`: the script that a shell needs to complete commands, options and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pairing.cli.group import json_option, lang_option, main, options
from pairing.endings import print_json

if TYPE_CHECKING:
    from click.shell_completion import ShellComplete

#: The variable by which a shell asks for completions; the reader of the command line looks for it under this name.
_ASKS = "_PAIRING_COMPLETE"


@main.command(
    examples=(
        "pairing completion bash >> ~/.bashrc",
        "pairing completion zsh >> ~/.zshrc",
        "pairing completion fish > ~/.config/fish/completions/pairing.fish",
    ),
    more=("help_completion_what",),
)
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), metavar="SHELL")
@options(json_option, lang_option)
def completion(shell: str, as_json: bool, lang: str | None) -> None:
    """Print the script that completes what is typed."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = _script(kind)
    if as_json:
        print_json({"shell": shell, "script": script})
    else:
        click.echo(script)


def _script(kind: type[ShellComplete]) -> str:
    """The script of a shell; made for that shell wherever the command runs, so the shell itself is not looked at."""
    maker = kind(main, {}, "pairing", _ASKS)
    return kind.source_template % maker.source_vars()
