"""What the README and the docs show is what happens."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from pairing import config
from pairing.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario of the README, written file by file into an empty folder."""
    shown = re.findall(r"`(village/[\w.]+)`\n\n```\w+\n(.*?)```", README, re.DOTALL)
    assert len(shown) == 3
    for name, text in shown:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_commands_of_the_readme_work_on_its_scenario(village: Path) -> None:
    lines = [line[2:] for block in _blocks("console") for line in block.splitlines() if line.startswith("$ ")]
    assert len(lines) == 3
    for line in lines:
        words = line.partition("#")[0].split()
        assert words[0] == "pairing"
        result = CliRunner().invoke(main, words[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
    assert sorted(path.name for path in (village / "run").iterdir()) == [
        "plan.csv",
        "plan.xlsx",
        "proof.json",
        "reasons.jsonl",
        "report.html",
        "summary.json",
        "unmet.csv",
    ]


def test_the_python_of_the_readme_does_what_its_comments_say(village: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = _blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    said = capsys.readouterr().out
    assert said.startswith("optimal\n")
    assert "H2" in said
    assert "capacity" in said


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE))
    assert {"solve", "test", "bench"} <= targets
    rules = (ROOT / "Makefile").read_text("utf-8")
    for target in targets:
        assert re.search(rf"^{target}:", rules, re.MULTILINE), target


def test_the_links_of_readme_and_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "docs/scenario.md", ROOT / "docs/metrics.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize(
    "kind",
    [
        config.Programme,
        config.Limit,
        config.Goal,
        config.Span,
        config.Via,
        config.Entitlement,
        config.Same,
        config.Index,
        config.Dimension,
        config.Standing,
        config.Policy,
    ],
)
def test_the_reference_names_every_setting(kind: type) -> None:
    reference = (ROOT / "docs/scenario.md").read_text("utf-8")
    plain = {"rules": "rule", "scores": "score", "limits": "limit", "conditions": "condition", "code": "code"}
    for setting in fields(kind):
        word = plain.get(setting.name, setting.name)
        assert re.search(rf"\b{word}\b", reference), f"{kind.__name__}.{setting.name}"
