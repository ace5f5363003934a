"""What every section of the report is made from: the plan's rows with whose they are, its records, and the language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from pairing.config import Config
from pairing.outputs.reasons_words import Words
from pairing.outputs.report.numbers import Numbers
from pairing.outputs.report.people import LEVELS, whose
from pairing.outputs.report.small import FEWEST
from pairing.outputs.words import goal_text, programme_title
from pairing.reason import sentence, text

if TYPE_CHECKING:
    from pairing.scenario import Scenario

#: The most places in a table, and in a picture.
TABLE_PLACES, PICTURE_PLACES = 40, 400
#: Records that the report needs, by how their lines begin; those of needs are by far the most, and are passed over.
_KEPT = tuple(f'{{"kind":"{kind}"'.encode() for kind in ("programme", "limit", "resource"))
TIERS = ("destitute", "dibao", "marginal", "expenditure", "temporary", "other")


@dataclass(frozen=True, eq=False)
class Facts:
    """A plan to report on.

    ``needs`` has a row for each need that asked: the columns of :func:`whose`, ``wanted``, ``given``, ``money``
    (whether these are fen) and ``reason`` (empty where it has all it wants). ``matches`` has the rows of the plan with
    the same columns of their needs. ``level`` is the column that names places in tables, ``near`` the one in pictures;
    empty where the tables name none.
    """

    scenario: Scenario
    summary: Mapping[str, Any]
    needs: pd.DataFrame
    matches: pd.DataFrame
    resources: list[dict[str, Any]]
    limits: list[dict[str, Any]]
    unknown: list[dict[str, Any]]
    words: Words
    level: str
    near: str
    lang: str

    @property
    def config(self) -> Config:
        """The scenario's settings."""
        return self.scenario.config

    @property
    def numbers(self) -> Numbers:
        """How the language writes numbers."""
        return Numbers(self.lang)

    def say(self, code: str, /, **facts: object) -> str:
        """A sentence in the language."""
        return sentence(code, self.lang, **facts)

    def title(self, programme: str) -> str:
        """A programme's title."""
        return programme_title(self.config, programme, self.lang)

    def name(self) -> str:
        """The scenario's title."""
        return text(dict(self.config.title), self.lang) or self.config.code

    def money(self, programme: str) -> bool:
        """Whether a programme's amounts are fen."""
        return self.config.programme(programme).money

    def level_title(self, level: str) -> str:
        """What places of a level are called."""
        return self.say(f"report_level_{level}")

    def tier_title(self, tier: str) -> str:
        """What a tier of hardship is called."""
        return self.say(f"report_tier_{tier}") if tier in TIERS else tier


def gather(
    scenario: Scenario,
    matches: pd.DataFrame,
    unmet: pd.DataFrame,
    summary: Mapping[str, Any],
    reasons: bytes | None,
    lang: str,
) -> Facts:
    """The facts of a plan; the tables are those of ``plan.csv`` and ``unmet.csv``. O(rows)."""
    needs = _needs(scenario, matches, unmet)
    words = Words(lang)
    kept = _records(reasons or b"", words)
    goals = {goal.code: goal for goal in scenario.config.policies[summary["policy"]].goals}
    words.goals = [{**told, "title": {lang: goal_text(goals[told["goal"]], lang)}} for told in words.goals]
    level, near = _levels(needs)
    own = needs.drop(columns=["given", "wanted", "reason", "money"])
    rows = matches.merge(own, on=["programme", "need"], how="left", sort=False)
    rows["money"] = rows["programme"].map({p.code: p.money for p in scenario.config.programmes})
    return Facts(scenario, summary, needs, rows, *kept, words, level, near, lang)


def _needs(scenario: Scenario, matches: pd.DataFrame, unmet: pd.DataFrame) -> pd.DataFrame:
    given = matches.groupby(["programme", "need"], sort=False)["amount"].sum()
    short = unmet.set_index(["programme", "need"])[["wanted", "reason"]]
    found = pd.DataFrame({"given": given}).join(short, how="outer")
    found["given"] = found["given"].fillna(0).astype("int64")
    found["wanted"] = found["wanted"].where(found["wanted"].notna(), found["given"]).astype("int64")
    found["reason"] = found["reason"].fillna("")
    people = whose(scenario)
    asked = people.merge(found.reset_index(), on=["programme", "need"], how="inner", sort=False)
    asked["money"] = asked["programme"].map({p.code: p.money for p in scenario.config.programmes}).astype(bool)
    return asked


def _records(reasons: bytes, words: Words) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """The records of resources, of limits, and of needs for which a datum is missing."""
    kept: dict[str, list[dict[str, Any]]] = {"resource": [], "limit": [], "need": []}
    for number, line in enumerate(reasons.splitlines()):
        if number == 0 or line.startswith(_KEPT) or b'"reason":"unknown_data"' in line[:300]:
            record = json.loads(line)
            words.learn(record)
            if record["kind"] in kept:
                kept[record["kind"]].append(record)
    return kept["resource"], kept["limit"], [one for one in kept["need"] if one["reason"] == "unknown_data"]


def _levels(needs: pd.DataFrame) -> tuple[str, str]:
    """The finest level for tables and the one for pictures: not too many places, and few of them too small to show."""
    homes = needs[needs["home"].notna()].drop_duplicates("home")
    fit = [name for name in LEVELS if homes[name].nunique() > 1]
    sizes = {name: homes[name].value_counts() for name in fit}
    large = [name for name in fit if (sizes[name] >= FEWEST).mean() >= 0.6]
    # What programmes call their region may be of several kinds; a column of the tables is of one.
    large = [name for name in large if name != "region"] or large
    return _finest(large, sizes, TABLE_PLACES), _finest(large, sizes, PICTURE_PLACES)


def _finest(names: Iterable[str], sizes: Mapping[str, Any], most: int) -> str:
    return max((n for n in names if len(sizes[n]) <= most), key=lambda n: len(sizes[n]), default="")
