"""Ways in which a run can be made wrong: each really is, and none betrays itself by the hash of a file."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from pairing.verdict import Claim

Row = dict[str, Any]
#: What a link is known by: programme, need, resource, via ("" where none).
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Corrupted:
    """A run made wrong: how, and the codes of which at least one must be found."""

    name: str
    claim: Claim
    codes: frozenset[str]


@dataclass
class Draft:
    """A run under the forger's hands, with what a forger needs to know: the links with their points."""

    matches: list[Row]
    unmet: list[Row]
    summary: dict[str, Any]
    proof: dict[str, Any]
    links: Mapping[Key, int]

    def rows(self, programme: str) -> list[Row]:
        return [row for row in self.matches if row["programme"] == programme]

    def names(self, field: int, programme: str) -> list[str]:
        return sorted({key[field] for key in self.links if key[0] == programme})


Forgery = Callable[[Draft, Random], Collection[str] | None]
FORGERIES: dict[str, Forgery] = {}


def _forgery(function: Forgery) -> Forgery:
    FORGERIES[function.__name__] = function
    return function


def sealed(claim: Claim) -> Claim:
    """The claim with hashes of its content as it stands, in the summary and as read from the files."""
    content = {"plan.csv": claim.matches, "unmet.csv": claim.unmet, "proof.json": claim.proof}
    files = {n: hashlib.sha256(json.dumps(c, default=str).encode()).hexdigest() for n, c in content.items()}
    return Claim(claim.matches, claim.unmet, {**claim.summary, "files": dict(files)}, claim.proof, files)


def as_rows(table: Any) -> list[Row]:
    """A DataFrame as rows of plain values."""
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]


def corrupt(claim: Claim, links: Mapping[Key, int], random: Random, name: str | None = None) -> Corrupted | None:
    """Make a valid claim wrong in one way (of that name, else any); None where that way is not open."""
    kind = name or random.choice(sorted(FORGERIES))
    draft = Draft(*copy.deepcopy((claim.matches, claim.unmet, claim.summary, claim.proof)), links)
    codes = FORGERIES[kind](draft, random)
    if codes is None:
        return None
    forged = Claim(draft.matches, draft.unmet, draft.summary, draft.proof)
    if kind == "hash_of_a_file":
        name = random.choice(sorted(claim.files))
        files = {**claim.files, name: "0" * 64}
        return Corrupted(kind, Claim(*copy.deepcopy((claim.matches, claim.unmet, claim.summary, claim.proof)), files),
                         frozenset(codes))  # fmt: skip
    return Corrupted(kind, sealed(forged), frozenset(codes))


def _pick(random: Random, rows: Iterable[Any]) -> Any:
    rows = list(rows)
    return random.choice(rows) if rows else None


def _other(random: Random, values: Iterable[Any], *not_these: Any) -> Any:
    return _pick(random, [value for value in values if value not in not_these])


def _key(row: Row) -> Key:
    return row["programme"], row["need"], row["resource"], row["via"]


def _yuan(row: Row) -> str:
    return f"{row['amount'] // 100}.{row['amount'] % 100:02d}" if row["yuan"] else ""


@_forgery
def changed_amount(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    row["amount"] += random.choice([1, 2, 7])
    row["yuan"] = _yuan(row)
    return {"summary_count_differs"}


@_forgery
def amount_that_is_none(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    row["amount"] = random.choice([0, -row["amount"], row["amount"] + 0.5, "", "many", "0x1", f" {row['amount']}"])
    return {"plan_amount_not_positive"}


@_forgery
def moved_money(draft: Draft, random: Random) -> Collection[str] | None:
    giver = _pick(random, [row for row in draft.matches if row["amount"] > 1])
    taker = giver and _pick(random, [row for row in draft.rows(giver["programme"]) if row["need"] != giver["need"]])
    if not taker:
        return None
    giver["amount"] -= 1
    taker["amount"] += 1
    giver["yuan"], taker["yuan"] = _yuan(giver), _yuan(taker)
    return {"unmet_given_differs", "unmet_need_missing", "unmet_need_surplus"}


@_forgery
def swapped_need(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    need = row and _other(random, draft.names(1, row["programme"]), row["need"])
    if not need:
        return None
    row["need"] = need
    return {"unmet_need_missing", "unmet_given_differs", "unmet_need_surplus"}


@_forgery
def swapped_resource(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    known = draft.links[_key(row)]
    others = [
        resource
        for resource in draft.names(2, row["programme"])
        if resource != row["resource"] and draft.links.get(_key({**row, "resource": resource})) != known
    ]
    if not others:
        return None
    row["resource"] = random.choice(others)
    if _key(row) in draft.links:
        return {"plan_points_differ"}
    return {
        "plan_pair_not_eligible",
        "plan_pair_not_listed",
        "plan_pair_not_kept",
        "plan_pair_banned",
        "plan_wrong_via",
    }


@_forgery
def stranger(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    field = random.choice(["programme", "need", "resource", "via"])
    row[field] = f"{row[field]}?"
    return {f"plan_unknown_{field}"}


@_forgery
def dropped_row(draft: Draft, random: Random) -> Collection[str] | None:
    if not draft.matches:
        return None
    draft.matches.remove(random.choice(draft.matches))
    return {"unmet_need_missing", "unmet_given_differs"}


@_forgery
def duplicated_row(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    draft.matches.insert(random.randrange(len(draft.matches) + 1), dict(row))
    return {"plan_row_twice"}


@_forgery
def split_row(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, [row for row in draft.matches if row["amount"] > 1])
    if row is None:
        return None
    part = random.randint(1, row["amount"] - 1)
    draft.matches.append({**row, "amount": part})
    row["amount"] -= part
    for half in (row, draft.matches[-1]):
        half["yuan"] = _yuan(half)
    return {"plan_row_twice"}


@_forgery
def ineligible_pair(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    needs, resources = draft.names(1, row["programme"]), draft.names(2, row["programme"])
    pairs = {key[1:3] for key in draft.links if key[0] == row["programme"]}
    pair = _pick(random, [(n, r) for n in needs for r in resources if (n, r) not in pairs])
    if pair is None:
        return None
    draft.matches.append({**row, "need": pair[0], "resource": pair[1], "via": ""})
    return {"plan_pair_not_eligible", "plan_pair_not_listed", "plan_pair_not_kept", "plan_pair_banned"}


@_forgery
def over_the_capacity(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    for one in draft.matches:
        if (one["programme"], one["resource"]) == (row["programme"], row["resource"]):
            one["amount"] *= 1000
            one["yuan"] = _yuan(one)
    return {"limit_over_most"}


@_forgery
def wrong_points(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    row["points"] += random.choice([-1, 1, 10])
    return {"plan_points_differ"}


@_forgery
def wrong_via(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, [row for row in draft.matches if row["via"]])
    if row is None:
        return None
    others = [via for via in ["", *draft.names(3, row["programme"])] if (*_key(row)[:3], via) not in draft.links]
    if not others:
        return None
    row["via"] = random.choice(others)
    return {"plan_wrong_via"}


@_forgery
def wrong_yuan(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.matches)
    if row is None:
        return None
    row["yuan"] = random.choice(["0.01", "x", "1"]) if not row["yuan"] else f"{row['yuan']}0"
    return {"plan_yuan_differs"}


@_forgery
def unmet_numbers(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.unmet)
    if row is None:
        return None
    field = random.choice(["wanted", "given"])
    row[field] += random.choice([-1, 1, 100])
    return {f"unmet_{field}_differs"}


@_forgery
def unmet_reason(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.unmet)
    if row is None:
        return None
    row["reason"] = _other(random, ["trade_off", "capacity", "no_link", "banned", ""], row["reason"])
    return {"summary_reasons_differ"}


@_forgery
def unmet_reason_with_its_count(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.unmet)
    if row is None:
        return None
    linked = any(key[:2] == (row["programme"], row["need"]) for key in draft.links)
    counts = draft.summary["reasons"]
    counts[row["reason"]] -= 1
    row["reason"] = random.choice(["no_eligible", "banned"] if linked else ["capacity", "trade_off"])
    counts[row["reason"]] = counts.get(row["reason"], 0) + 1
    return {"unmet_reason_differs"}


@_forgery
def unmet_need_left_out(draft: Draft, random: Random) -> Collection[str] | None:
    if not draft.unmet:
        return None
    draft.unmet.remove(random.choice(draft.unmet))
    return {"unmet_need_missing"}


@_forgery
def unmet_need_added(draft: Draft, random: Random) -> Collection[str] | None:
    row = _pick(random, draft.unmet)
    if row is None:
        return None
    short = [one["need"] for one in draft.unmet if one["programme"] == row["programme"]]
    need = _other(random, draft.names(1, row["programme"]), *short) or row["need"]
    draft.unmet.append({**row, "need": need})
    return {"unmet_need_surplus", "unmet_need_twice"}


@_forgery
def wrong_count(draft: Draft, random: Random) -> Collection[str] | None:
    counts = draft.summary["programmes"][random.choice(sorted(draft.summary["programmes"]))]
    field = random.choice(sorted(counts))
    counts[field] = "placement?" if field == "kind" else counts[field] + random.choice([-1, 1])
    return {"summary_count_differs"}


@_forgery
def changed_status(draft: Draft, random: Random) -> Collection[str] | None:
    status = draft.summary["status"]
    draft.summary["status"] = _other(random, ["optimal", "feasible", "infeasible", "no_plan", "done"], status)
    if draft.summary["status"] in ("infeasible", "no_plan"):
        return {"plan_despite_status"}
    return {"summary_status_differs"}


@_forgery
def wrong_hash(draft: Draft, random: Random) -> Collection[str] | None:
    if random.random() < 0.3:
        draft.summary["rules"] = "0" * 64
        return {"summary_rules_changed"}
    name = random.choice(sorted(draft.summary["inputs"]))
    if random.random() < 0.5:
        del draft.summary["inputs"][name]
    else:
        draft.summary["inputs"][name] = "f" * 64
    return {"summary_input_changed"}


@_forgery
def hash_of_a_file(draft: Draft, random: Random) -> Collection[str] | None:
    return {"run_file_changed"}


@_forgery
def another_scenario(draft: Draft, random: Random) -> Collection[str] | None:
    field = random.choice(["format", "scenario", "policy"])
    draft.summary[field] = f"{draft.summary[field]}2"
    return {"summary_differs"}


@_forgery
def missing_part_of_the_summary(draft: Draft, random: Random) -> Collection[str] | None:
    field = random.choice(["goals", "inputs", "programmes", "status", "scenario", "policy", "format"])
    del draft.summary[field]
    return {"summary_goals_differ", "summary_malformed", "summary_programme_differs", "summary_status_differs",
            "summary_differs"}  # fmt: skip


def _worth(text: Any, add: int) -> Any:
    """A value or bound with something added; "p/q" stays text."""
    if isinstance(text, int):
        return text + add
    top, _, bottom = text.partition("/")
    return f"{int(top) + add}/{bottom or 1}"


@_forgery
def goal_value(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["value"] = _worth(goal["value"], random.choice([-1, 1, 50]))
    return {"goal_value_differs"}


@_forgery
def goal_reached(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["reached"] = _worth(goal["reached"], random.choice([-1, 1, 50]))
    return {"goal_gap_differs", "goal_bound_below_value"}


@_forgery
def goal_bound(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["bound"] = _worth(goal["bound"], random.choice([-1, 1, 50]))
    return {"goal_gap_differs", "goal_bound_below_value", "goal_bound_above_proof"}


@_forgery
def goal_bound_with_its_gap(draft: Draft, random: Random) -> Collection[str] | None:
    """A bound that is no longer met, told consistently."""
    goal = _pick(random, [goal for goal in draft.summary["goals"] if isinstance(goal["bound"], int)])
    if goal is None or goal["proof"] != "proved":
        return None
    goal["bound"] += random.choice([1, 3])
    goal["gap"] = (goal["bound"] - goal["reached"]) / max(1, abs(goal["bound"]))
    goal["proof"] = "claimed"
    draft.summary["status"] = "feasible"
    return {"goal_bound_above_proof"}


@_forgery
def goal_gap(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["gap"] = random.choice([goal["gap"] + 0.01, goal["gap"] + 1e-6, -0.1, None, "0", float("nan")])
    return {"goal_gap_differs"}


@_forgery
def goal_label(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["proof"] = _other(random, ["proved", "claimed", "", "certain"], goal["proof"])
    return {"goal_proof_differs"}


@_forgery
def goal_loss(draft: Draft, random: Random) -> Collection[str] | None:
    goal = random.choice(draft.summary["goals"])
    goal["loss"] = _other(random, ["0", "1/100", "1", "", "1/0"], goal["loss"])
    return {"goal_loss_differs"}


@_forgery
def goals_in_another_order(draft: Draft, random: Random) -> Collection[str] | None:
    goals = draft.summary["goals"]
    if len(goals) < 2:
        return None
    goals.append(goals.pop(0))
    return {"summary_goals_differ"}


@_forgery
def soft_list(draft: Draft, random: Random) -> Collection[str] | None:
    entry = _pick(random, draft.summary["soft"])
    if entry is None:
        draft.summary["soft"].append({"limit": "x", "group": "", "missing": 1, "excess": 0, "price": 1})
    elif random.random() < 0.5:
        draft.summary["soft"].remove(entry)
    else:
        entry[random.choice(["missing", "excess", "price"])] += 1
    return {"summary_soft_differs"}


@_forgery
def proof_without_prices(draft: Draft, random: Random) -> Collection[str] | None:
    """A proved level of which only the label is left: without prices nothing holds the links back."""
    goals = draft.summary["goals"]
    promising = sum(max(points, 0) for points in draft.links.values())
    levels = [
        level
        for level, goal in zip(draft.proof["levels"], goals, strict=True)
        if goal["proof"] == "proved" and goal["code"] == "points" and promising > goal["reached"]
    ]
    level = _pick(random, levels)
    if level is None:
        return None
    level |= {"limits": {}, "goals": {}, "face": False, "rates": {}, "scale": 1}
    return {"goal_proof_differs"}


@_forgery
def proof_price(draft: Draft, random: Random) -> Collection[str] | None:
    """A price so high that what the resource can take costs more than everything else together."""
    row = _pick(random, draft.matches)
    if row is None or draft.summary["goals"][0]["proof"] != "proved":
        return None
    code = f"{row['programme']}.holds"
    if not any(code in level["limits"] for level in draft.proof["levels"]):
        return None
    draft.proof["levels"][0]["limits"].setdefault(code, {})[row["resource"]] = 10**15 + random.randrange(100)
    return {"goal_proof_differs"}


@_forgery
def proof_of_another_scale(draft: Draft, random: Random) -> Collection[str] | None:
    levels = zip(draft.proof["levels"], draft.summary["goals"], strict=True)
    level = _pick(random, [lv for lv, goal in levels if isinstance(goal["reached"], int) and goal["reached"] > 0])
    if level is None:
        return None
    level["scale"] = random.choice([0, -1, 1.0, None, "1", True])
    return {"proof_number"}


@_forgery
def proof_number(draft: Draft, random: Random) -> Collection[str] | None:
    tables = [t for level in draft.proof["levels"] for k in ("limits", "goals") for t in level[k].values() if t]
    table = _pick(random, tables)
    if table is None:
        return None
    label = random.choice(sorted(table))
    table[label] = random.choice([table[label] + 0.5, str(table[label]), None, True, 10**30])
    return {"proof_number"}


@_forgery
def proof_of_a_stranger(draft: Draft, random: Random) -> Collection[str] | None:
    level = random.choice(draft.proof["levels"])
    tables = [t for k in ("limits", "goals") for t in level[k].values() if t]
    table = _pick(random, tables)
    if table is None or random.random() < 0.3:
        level["limits"]["nothing.such"] = {"x": 1}
    else:
        table["nobody?"] = 1
    return {"proof_unknown"}


@_forgery
def proof_level(draft: Draft, random: Random) -> Collection[str] | None:
    levels = draft.proof["levels"]
    change = random.choice(["drop", "twice", "name", "format", "none"])
    if change == "drop":
        levels.pop(random.randrange(len(levels)))
    elif change == "twice":
        levels.append(dict(levels[-1]))
    elif change == "name":
        random.choice(levels)["goal"] += "?"
    elif change == "format":
        draft.proof["format"] = "pairing-proof/0"
    else:
        draft.proof.clear()
    return {"proof_levels"}


@_forgery
def negative_rate(draft: Draft, random: Random) -> Collection[str] | None:
    number = random.randrange(len(draft.proof["levels"]))
    earlier = _pick(random, [goal["code"] for goal in draft.summary["goals"][:number]]) or "nothing"
    draft.proof["levels"][number]["rates"][earlier] = -1
    return {"proof_rate"}
