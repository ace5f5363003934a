"""How a command ends: the exit status scripts rely on, and a plain message for what a user or the machine caused."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from pairing.fault import BadData
from pairing.reason import sentence

#: 2 is wrong usage, which the reading of the command line sees to itself.
BAD_DATA, INFEASIBLE, NO_PLAN, NOT_VERIFIED, NOT_ACCEPTED, INTERRUPTED = 1, 3, 4, 5, 6, 130


def exit_status(summary: Mapping[str, Any]) -> int:
    """The exit status that a run's summary stands for."""
    if summary["status"] == "infeasible":
        return INFEASIBLE
    if summary["status"] == "no_plan":
        return INTERRUPTED if summary.get("interrupted") else NO_PLAN
    if not summary["verdict"]["ok"]:
        return NOT_VERIFIED
    return INTERRUPTED if summary.get("interrupted") else 0


def leave(status: int) -> NoReturn:
    """End the program, not waiting for a search that Ctrl-C left at work in its own thread: it cannot be stopped."""
    if any(thread.daemon and thread.is_alive() for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


@contextmanager
def plain_errors(as_json: bool, lang: str) -> Iterator[None]:
    """Turn what a user can cause into a plain message and its exit status; anything else stays loud."""
    try:
        yield
    except BadData as error:
        from pairing.outputs.faults import faults_text

        if as_json:
            print_json({"status": "bad_data", "faults": [fault.record(lang) for fault in error.faults]})
        else:
            show(faults_text(error.faults, lang) + _next_step(error, lang), err=True)
        sys.exit(BAD_DATA)
    except KeyboardInterrupt:
        _say("interrupted", {}, as_json, lang)
        leave(INTERRUPTED)
    except Exception as error:
        code = _trouble(error)
        if code is None:
            raise
        file, detail = getattr(error, "filename", None) or "", getattr(error, "strerror", None) or error
        _say(code, {"file": str(file), "detail": str(detail)}, as_json, lang)
        leave(INTERRUPTED if code == "interrupted" else BAD_DATA)


def _say(code: str, facts: Mapping[str, str], as_json: bool, lang: str) -> None:
    """What the machine or its user caused: a sentence on standard error, or a record of the same shape as faults."""
    message = sentence(code, lang, **facts)
    if as_json:
        place = {"file": facts.get("file", ""), "row": None, "column": "", "value": ""}
        print_json({"status": code, "faults": [{**place, "code": code, "message": message}]})
    else:
        show(message, err=True)


def _next_step(error: BadData, lang: str) -> str:
    """How to see in the tables themselves what is wrong with their cells."""
    ctx = click.get_current_context(silent=True)
    scenario = ctx.params.get("scenario") if ctx is not None else None
    cells = any(fault.row is not None for fault in error.faults)
    if not cells or scenario is None or ctx is None or ctx.params.get("marked") is not None:
        return ""
    return "\n" + sentence("faults_next", lang, scenario=scenario)


def _trouble(error: Exception) -> str | None:
    """The sentence for what the machine or its user caused; None for anything that the program must not hide."""
    full = [errno.ENOSPC, errno.EDQUOT]
    if isinstance(error, OSError):
        if error.errno == errno.EPIPE:
            return None
        known = {errno.ENOENT: "file_not_there", errno.EACCES: "file_denied", errno.EPERM: "file_denied"}
        return "disk_full" if error.errno in full else known.get(error.errno or 0, "file_unusable")
    # DuckDB has errors of its own for both, told apart by their text alone.
    if str(error) == "Query interrupted":
        return "interrupted"
    return "disk_full" if any(os.strerror(number) in str(error) for number in full) else None


def show(text: str, *, err: bool = False) -> None:
    """A text for people: folded to the width of a terminal, as it is in a pipe or a file."""
    from pairing.outputs.columns import folded

    stream = sys.stderr if err else sys.stdout
    room = shutil.get_terminal_size().columns if stream.isatty() else 0
    click.echo(folded(text, room) if room else text, err=err)


def print_json(record: Mapping[str, Any]) -> None:
    """One record on standard output, Chinese as it is."""
    click.echo(json.dumps(record, ensure_ascii=False, indent=1, default=str))
