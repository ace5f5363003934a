"""The whole report as one HTML file, from a plan or from the folder of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from pairing.outputs.page import page
from pairing.outputs.report.asked import asked
from pairing.outputs.report.blocks import Chart, Chooser, Section
from pairing.outputs.report.earlier import earlier
from pairing.outputs.report.facts import Facts, gather
from pairing.outputs.report.fairness import fairness
from pairing.outputs.report.left import left
from pairing.outputs.report.load import load
from pairing.outputs.report.method import method
from pairing.outputs.report.money import money
from pairing.outputs.report.pairs import pairs
from pairing.outputs.report.places import places
from pairing.outputs.report.prices import prices
from pairing.outputs.report.quality import quality
from pairing.outputs.report.wishes import wishes
from pairing.reason import text

if TYPE_CHECKING:
    from pairing.scenario import Scenario

_SECTIONS = (asked, quality, left, wishes, fairness, places, money, load, pairs, earlier, prices)


def report_html(
    scenario: Scenario,
    matches: pd.DataFrame,
    unmet: pd.DataFrame,
    summary: Mapping[str, Any],
    reasons: bytes | None,
    files: Mapping[str, str],
    lang: str = "en",
) -> bytes:
    """The report in a language; ``files`` are the hashes of the run's other files. O(rows); always the same bytes."""
    facts = gather(scenario, matches, unmet, summary, reasons, lang)
    told = [section for make in _SECTIONS if (section := make(facts)) is not None]
    told.append(method(facts, data_files(files)))
    data = _data(told, facts)
    return page(
        "report.html",
        lang,
        scripts=(_vendored(), _script()) if data else (),
        sections=told,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        name=facts.name(),
        title=facts.say("report_title", name=facts.name()),
        subtitle=_subtitle(facts),
        kicker=facts.say("report_kicker"),
        contents=facts.say("report_contents"),
        skip=facts.say("report_skip"),
    )


def _subtitle(facts: Facts) -> str:
    policy = facts.config.policies[facts.summary["policy"]]
    told = [facts.say("report_policy", policy=text(dict(policy.title), facts.lang) or policy.code)]
    if facts.config.as_of:
        told.insert(0, facts.say("report_as_of", day=facts.numbers.day(facts.config.as_of)))
    return " · ".join(told)


def _data(sections: list[Section], facts: Facts) -> dict[str, Any]:
    """What the page's script draws: by the name of each picture."""
    data: dict[str, Any] = {}
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Chart):
                data[block.name] = block.data
            elif isinstance(block, Chooser):
                choices = [{"label": label, **one} for label, one in block.choices]
                said = {"none": facts.say("report_pairs_none"), "comma": facts.numbers.comma}
                data[block.name] = {"kind": "pairs", "choices": choices, **said}
    return data


@cache
def _vendored() -> str:
    return (files("pairing.outputs") / "vendor/echarts/echarts.min.js").read_text("utf-8")


@cache
def _script() -> str:
    return (files("pairing.outputs") / "templates/report.js").read_text("utf-8")


def data_files(hashes: Mapping[str, str]) -> dict[str, str]:
    """Of a run's files those of plain data: reports and workbooks are made from them."""
    return {name: digest for name, digest in hashes.items() if name.endswith((".csv", ".json", ".jsonl", ".toml"))}
