"""Where a run stands, on a terminal: one line per step, and the gap live while a goal is solved."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TextIO

from pairing.outputs.columns import width
from pairing.reason import sentence

_SECONDS_BETWEEN = 0.1


class Progress:
    """Call it with a step and its facts; a new step ends the line of the step before with its seconds."""

    def __init__(self, stream: TextIO, lang: str = "en") -> None:
        self._stream, self._lang = stream, lang
        self._step, self._begun, self._drawn = "", 0.0, 0.0
        self._line = ""

    def __call__(self, step: str, facts: Mapping[str, object]) -> None:
        now = time.monotonic()
        if step != self._step:
            self.close()
            self._step, self._begun = step, now
        elif now - self._drawn < _SECONDS_BETWEEN:
            return
        self._drawn = now
        self._draw(f"{self._name()} {self._gap(facts)}".rstrip())

    def close(self) -> None:
        """End the line that is open, if any."""
        if self._step:
            self._draw(f"{self._name()} {time.monotonic() - self._begun:.1f} s")
            self._stream.write("\n")
            self._stream.flush()
        self._step, self._line = "", ""

    def _name(self) -> str:
        code = f"step_{self._step}"
        said = sentence(code, self._lang)
        return self._step if said == code else said

    def _gap(self, facts: Mapping[str, object]) -> str:
        if "goal" not in facts:
            return ""
        gap = facts.get("gap")
        percent = f"{100 * gap:.2g}" if isinstance(gap, (int, float)) else "?"
        value, bound = _shown(facts.get("value")), _shown(facts.get("bound"))
        return sentence("step_gap", self._lang, goal=facts["goal"], value=value, bound=bound, gap=percent)

    def _draw(self, line: str) -> None:
        self._stream.write("\r" + line + " " * max(0, width(self._line) - width(line)))
        self._stream.flush()
        self._line = line


def _shown(value: object) -> str:
    """A goal's value while it is solved: whole, as such a value is at the end."""
    return f"{value:,.0f}" if isinstance(value, (int, float)) else "?"
