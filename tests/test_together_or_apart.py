"""The table in each scenario's README is what its command prints: planning together and programme by programme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tiny import typed

SCENARIOS = Path(__file__).parents[1] / "scenarios"
KINDS = ["huichuan", *(pytest.param(k, marks=pytest.mark.long) for k in ("sanjiao", "wenzhou", "jinjiang", "fuyang"))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_readme_has_the_table_that_its_command_prints(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (SCENARIOS / kind / "README.md").read_text(encoding="utf-8")
    section = readme[readme.index("## Together or apart") :]
    (command,) = re.findall(r"```sh\npairing (.*)\n```", section)
    monkeypatch.chdir(SCENARIOS.parent)
    result = typed(*command.split())
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() in section
