"""Help in the reader's language: commands and options hold codes, which become sentences when help is asked for.

The reader of the command line keeps its own words ("Usage:", "No such option") as messages for gettext, so they stand
in the same catalog as everything else.
"""

from __future__ import annotations

import gettext
import os
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Any

import click

from pairing.outputs.columns import width, wrapped
from pairing.reason import LANGUAGES, language, sentence
from pairing.sentences import SENTENCES

#: A command to type, with the code of a remark where it needs one.
Example = str | tuple[str, str]

_INDENT, _WIDEST = 2, 26


def asked_language(arguments: Sequence[str]) -> str:
    """The language that a command line asks for: needed before it is read, for what is wrong with it."""
    said = list(arguments[: arguments.index("--")] if "--" in arguments else arguments)
    asked = [after for word, after in pairwise(said) if word == "--lang"]
    asked += [word.removeprefix("--lang=") for word in said if word.startswith("--lang=")]
    return language(next((lang for lang in asked if lang in LANGUAGES), None))


@contextmanager
def spoken(lang: str) -> Iterator[None]:
    """While this lasts, the reader of the command line speaks ``lang``; gettext knows no other way than the settings
    of the process."""
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    with as_file(files("pairing") / "locale") as folder:
        gettext.bindtextdomain("pairing", str(folder))
        gettext.textdomain("pairing")
        os.environ["LANGUAGE"] = "zh_CN" if lang == "zh" else "en"
        try:
            yield
        finally:
            gettext.textdomain(domain)
            if before is None:
                os.environ.pop("LANGUAGE", None)
            else:
                os.environ["LANGUAGE"] = before


def speaks(ctx: click.Context) -> str:
    """The language of the help that this command line asks for."""
    return ctx.obj if isinstance(ctx.obj, str) else language()


class Command(click.Command):
    """A command whose help is said by code: ``help_NAME`` in one line, then examples, then ``more`` paragraphs."""

    def __init__(self, *args: Any, examples: Sequence[Example] = (), more: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples, self.more = tuple(examples), tuple(more)

    def get_short_help_str(self, limit: int = 45) -> str:
        return self.summary(language())

    def summary(self, lang: str) -> str:
        """What the command does, in one line."""
        return sentence(f"help_{self.name}", lang)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        _write_row(formatter, usage_label(lang), " ".join([ctx.command_path, *self.usage_pieces(ctx, lang)]))

    def usage_pieces(self, ctx: click.Context, lang: str) -> list[str]:
        """What follows the name of the command in its usage line."""
        arguments = [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        return [sentence("help_any_options", lang), *arguments]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        formatter.write("\n")
        write_text(formatter, self.summary(lang))
        if self.examples:
            formatter.write(f"\n{sentence('help_examples', lang)}\n")
            formatter.write("".join(f"{line}\n" for line in example_lines(self.examples, lang, formatter.width)))
        for code in self.more:
            formatter.write("\n")
            write_text(formatter, sentence(code, lang))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        lang = speaks(ctx)
        arguments, options = parameter_rows(self, ctx, lang)
        for head, rows in (("help_arguments", arguments), ("help_options", options)):
            if rows:
                formatter.write(f"\n{sentence(head, lang)}\n")
                write_rows(formatter, rows)


def usage_label(lang: str) -> str:
    """What begins a usage line; a full-width colon needs no blank after it."""
    label = sentence("help_usage", lang)
    return label if width(label[-1]) == 2 else f"{label} "


def parameter_rows(
    command: click.Command, ctx: click.Context, lang: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The arguments and the options of a command: (as one types it, what it means), in ``lang``."""
    arguments, options = [], []
    for param in command.get_params(ctx):
        if isinstance(param, click.Argument):
            shown = param.make_metavar(ctx).strip("[]")
            arguments.append((shown, sentence(_argument_code(param), lang)))
        elif isinstance(param, click.Option) and not param.hidden:
            options.append(_option_row(param, ctx, lang))
    return arguments, options


def _argument_code(argument: click.Argument) -> str:
    shown = argument.metavar or argument.name or ""
    return "help_argument_" + shown.strip("[].").lower() + ("s" if argument.nargs == -1 else "")


def _option_row(option: click.Option, ctx: click.Context, lang: str) -> tuple[str, str]:
    names = ", ".join(sorted(option.opts, key=len))
    takes = "" if option.is_flag or option.count else f" {option.make_metavar(ctx)}"
    words = sentence("option_help" if "--help" in option.opts else option.help or "", lang)
    if option.required:
        words += " " + sentence("help_required", lang)
    elif option.show_default:
        words += " " + sentence("help_default", lang, value=option.default)
    return names + takes, words


def example_lines(examples: Sequence[Example], lang: str, room: int) -> list[str]:
    """Examples as lines, each remark after its command where all lines fit into ``room`` cells, else above it."""
    pairs = [(e, "") if isinstance(e, str) else (e[0], sentence(e[1], lang)) for e in examples]
    longest = max(width(command) for command, remark in pairs if remark) if any(r for _, r in pairs) else 0
    beside = all(_INDENT + longest + 4 + width(remark) <= room for _, remark in pairs if remark)
    lines = []
    for command, remark in pairs:
        if remark and not beside:
            lines.append(f"  # {remark}")
        note = f"{' ' * (longest - width(command))}  # {remark}" if remark and beside else ""
        lines.append(f"  {command}{note}")
    return lines


def write_text(formatter: click.HelpFormatter, text: str) -> None:
    """A paragraph, indented."""
    lines = wrapped(text, formatter.width - _INDENT)
    formatter.write(textwrap.indent("\n".join(lines), " " * _INDENT) + "\n")


def _write_row(formatter: click.HelpFormatter, label: str, text: str) -> None:
    first, *rest = wrapped(text, formatter.width - width(label))
    formatter.write("\n".join([label + first, *(" " * width(label) + line for line in rest)]) + "\n")


def write_rows(formatter: click.HelpFormatter, rows: Sequence[tuple[str, str]], least: int = 0) -> None:
    """Two columns; a first cell that is too wide has a line of its own."""
    column = _INDENT + max(least, min(max(width(name) for name, _ in rows), _WIDEST)) + 2
    for name, words in rows:
        label = " " * _INDENT + name
        if width(label) + 2 > column:
            formatter.write(label + "\n")
            label = ""
        _write_row(formatter, label + " " * (column - width(label)), words)


def missing_help(command: click.Command) -> list[str]:
    """Codes that the help of a command would say and that have no sentence."""
    codes = [f"help_{command.name}"]
    if isinstance(command, Command):
        codes += [*command.more, *(example[1] for example in command.examples if not isinstance(example, str))]
    for param in command.params:
        if isinstance(param, click.Argument):
            codes.append(_argument_code(param))
        elif isinstance(param, click.Option):
            codes.append(param.help or "")
    return [code for code in codes if code not in SENTENCES]
