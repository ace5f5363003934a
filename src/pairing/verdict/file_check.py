"""Is one household's file, alone, what it says it is?

What can be shown from the file: nothing in it was changed without its chain of hashes being made again; its links,
points, amounts and groups follow from its own rows and rules; each amount is one that its link may have, and each limit
is kept; at the recorded prices nothing of the household's part could be worth more than the bound leaves open; and the
decisions and matches that it tells are those of its links.

What cannot: that the recorded rows are those of the tables, that the sums (in which other households are) and prices
are those of the plan, or that ranks, margins and backups are right. Whoever changes those and makes the chain again is
found out only beside the scenario, and its run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import duckdb

from pairing.fault import BadData
from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.claim import Claim
from pairing.verdict.file_chain import FORMAT, broken_section
from pairing.verdict.file_evidence import Need, evidence
from pairing.verdict.file_rebuilt import rebuilt, unseen
from pairing.verdict.file_slack import Broken, domain_of, shortfall, slacks
from pairing.verdict.verdict import Findings, Verdict

_LINK = ("points", "lower", "minimum", "upper")


def verify_file(record: Any, name: str) -> tuple[Verdict, tuple[str, ...]]:
    """What is wrong with a household's file of that ``name``, and the programmes whose rules it does not show enough
    of to be judged. Whatever the file holds, the answer is a verdict and never an exception."""
    found = Findings()
    skipped: tuple[str, ...] = ()
    try:
        if not found.expect(record["format"] == FORMAT, "file_malformed", name, "format", detail="format"):
            return found.verdict(), skipped
        if not found.expect(record["for"] == "auditor", "file_not_auditor", name, "for", record["for"]):
            return found.verdict(), skipped
        section = broken_section(record)
        found.expect(section is None, "file_chain", name, f"chain.{section}", section)
        skipped = _judge(record, name, found)
    except BadData as bad:
        for fault in bad.faults:
            found.wrong("file_malformed", name, column=f"evidence.settings.{fault.column}", detail=fault.message())
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError, duckdb.Error) as error:
        found.wrong("file_malformed", name, detail=" ".join(map(str, error.args)).partition("\n")[0])
    return found.verdict(), skipped


def _judge(record: Mapping[str, Any], name: str, found: Findings) -> tuple[str, ...]:
    said, run = record["evidence"], record["run"]
    digest = hashlib.sha256(said["settings"].encode()).hexdigest()
    found.expect(run["rules"] == digest, "file_rules", name, "run.rules", run["rules"])
    found.expect(run["inputs"].get("scenario.toml", digest) == digest, "file_rules", name, "run.inputs")
    audit = rebuilt(said, run["policy"])
    skipped = unseen(audit, said)
    again = evidence(audit, Claim([], [], {}, {}), said["settings"], names=True)
    needs = [(one["programme"], one["need"]) for one in record["decisions"]]
    _links(said, again.links, needs, skipped, bool(run.get("repair")), name, found)
    for one in said["wants"]:
        due = again.wants.get((one["programme"], one["need"]))
        if one["programme"] not in skipped:
            _same(found, name, f"wants.{one['programme']}.{one['need']}", one["wanted"], due)
    _bounds(audit, said, again.limits, again.goal_groups, bool(run.get("repair")) or bool(skipped), name, found)
    _amounts(said, name, found)
    _prices(said, run, name, found)
    _decisions(record, name, found)
    return tuple(sorted(skipped & {code for code, _ in needs}))


def _same(found: Findings, name: str, place: str, value: object, due: object) -> None:
    found.expect(value == due, "file_differs", name, place.replace("\x1f", " / "), value, due=due)


def _links(
    said: Mapping[str, Any],
    again: Mapping[Need, list[dict[str, Any]]],
    needs: Sequence[Need],
    skipped: frozenset[str],
    repaired: bool,
    name: str,
    found: Findings,
) -> None:
    """The links of the file against those that follow from its rows and rules, with all that they add to groups."""
    listed = {_key(link): link for link in said["links"]}
    found.expect(len(listed) == len(said["links"]), "file_malformed", name, "evidence.links", detail="links")
    derived = {_key(link): link for need in needs for link in again.get(need, ())}
    for key in sorted({*listed, *derived}):
        if key[0] in skipped:
            continue
        place = f"links.{'.'.join(filter(None, key))}"
        if not found.expect(key in derived, "file_link_refused", name, place, pair=" – ".join(filter(None, key[1:]))):
            continue
        if not found.expect(key in listed, "file_link_missing", name, place, pair=" – ".join(filter(None, key[1:]))):
            continue
        mine, due = listed[key], derived[key]
        for field in _LINK:
            if field != "lower" or not repaired:
                _same(found, name, f"{place}.{field}", mine[field], due[field])
        for field in ("terms", "shares"):
            _same(found, name, f"{place}.{field}", _told(mine[field]), _told(due[field]))


def _key(link: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return link["programme"], link["need"], link["resource"], link["via"] or ""


def _told(terms: Sequence[Sequence[Any]]) -> str:
    """What a link adds to which groups, always in the same order."""
    rows = sorted(f"{code} {label} {int(weight):+d}{' if used' * bool(used)}" for code, label, weight, used in terms)
    return "; ".join(rows)


def _bounds(
    audit: Audit, said: Mapping[str, Any], limits: Mapping[Any, Any], goals: Mapping[Any, Any], repaired: bool,
    name: str, found: Findings,
) -> None:  # fmt: skip
    """The bounds of groups that follow from single rows; those made of sums over many rows stand as recorded."""
    by_code = {limit.code: limit for limit in audit.limits}
    for group in said["limits"]:
        limit, key = by_code[group["limit"]], (group["limit"], group["group"])
        place = f"limits.{group['limit']}.{group['group']}"
        for side, bound in (("least", limit.least), ("most", limit.most)):
            if not repaired and (bound is None or not sql.shape(bound)[0]):
                _same(found, name, f"{place}.{side}", group[side], limits[key][side])
        for field in ("soft", "or_none"):
            _same(found, name, f"{place}.{field}", group[field], limits[key][field])
    for group in said["goal_groups"]:
        due = goals.get((group["goal"], group["group"]))
        for field in ("weight", "cap"):
            if not repaired and due is not None:
                _same(found, name, f"goals.{group['goal']}.{group['group']}.{field}", group[field], due[field])


def _amounts(said: Mapping[str, Any], name: str, found: Findings) -> None:
    """Every amount is one that its link may have; every limit is kept, and no sum is less than the household's part."""
    own: dict[tuple[str, str], int] = {}
    shared: dict[tuple[str, str], int] = {}
    for link in said["links"]:
        place = f"links.{'.'.join(filter(None, _key(link)))}.amount"
        found.expect(domain_of(link).holds(link["amount"]), "file_amount", name, place, link["amount"])
        for field, sums in (("terms", own), ("shares", shared)):
            for code, label, weight, used in link[field]:
                if label is not None:
                    by = weight * (int(link["amount"] > 0) if used else link["amount"])
                    sums[code, label] = sums.get((code, label), 0) + by
    for group in said["limits"]:
        key = (group["limit"], group["group"])
        place = f"limits.{key[0]}.{key[1]}".replace("\x1f", " / ")
        if group["soft"] is None:
            missing, excess = shortfall(group)
            found.expect(not missing, "file_below_least", name, place, group["sum"], due=group["least"])
            found.expect(not excess, "file_over_most", name, place, group["sum"], due=group["most"])
        if not group["signed"]:
            found.expect(group["sum"] >= own.get(key, 0), "file_sum", name, place, group["sum"], due=own.get(key, 0))
    for group in said["goal_groups"]:
        key = (group["goal"], group["group"])
        place = f"goals.{key[0]}.{key[1]}".replace("\x1f", " / ")
        found.expect(group["sum"] >= shared.get(key, 0), "file_sum", name, place, group["sum"], due=shared.get(key, 0))


def _prices(said: Mapping[str, Any], run: Mapping[str, Any], name: str, found: Findings) -> None:
    """At the prices of each goal, the household's part leaves no more open than the whole plan does."""
    goals = [(goal["goal"], goal["value"], goal["proof"]) for goal in said["goals"]]
    stated = [(goal["code"], str(goal["value"]), goal["proof"]) for goal in run["goals"]]
    if said["levels"] or stated:
        _same(found, name, "evidence.goals", goals, stated)
    try:
        open_ = slacks(said)
    except Broken as broken:
        found.wrong("file_out_of_range", name, column="evidence.levels", value=str(broken))
        return
    for goal, level, mine in zip(said["goals"], said["levels"], open_, strict=True):
        place = f"evidence.levels.{level['goal']}"
        if mine is None:
            found.expect(goal["proof"] != "proved", "file_differs", name, f"{place}.slack", "-", due="0")
            continue
        slack = Fraction(level["slack"])
        fine = 0 <= mine <= slack
        found.expect(fine, "file_not_at_its_best", name, place, mine, goal=level["goal"], due=slack)
        if goal["proof"] == "proved" and goal["value"] == goal["reached"]:
            fine = slack < int(level["units"]) or slack == 0
            found.expect(fine, "file_differs", name, f"{place}.slack", slack, due=f"< {level['units']}")


def _decisions(record: Mapping[str, Any], name: str, found: Findings) -> None:
    """What the file tells of each need, against its links, wants and rows."""
    said = record["evidence"]
    wanted = {(one["programme"], one["need"]): one["wanted"] for one in said["wants"]}
    used: dict[Need, dict[tuple[str, str], dict[str, Any]]] = {need: {} for need in wanted}
    fitting: dict[Need, int] = dict.fromkeys(wanted, 0)
    for link in said["links"]:
        need = (link["programme"], link["need"])
        fitting[need] += 1
        if link["amount"]:
            used[need][link["resource"], link["via"] or ""] = link
    for one in record["decisions"]:
        need, place = (one["programme"], one["need"]), f"decisions.{one['programme']}.{one['need']}"
        if one["wanted"] is not None:
            _same(found, name, f"{place}.wanted", one["wanted"], wanted[need])
        _same(found, name, f"{place}.given", one["given"], sum(link["amount"] for link in used[need].values()))
        _same(found, name, f"{place}.eligible", one["eligible"], fitting[need])
        full = one["wanted"] is not None and one["given"] >= one["wanted"]
        if one["wanted"] is not None:
            _same(found, name, f"{place}.reason", one["reason"] in ("given", "nothing_asked"), full)
        matches = {(match["resource"], match.get("via", "")): match for match in one.get("matches", ())}
        _same(found, name, f"{place}.matches", sorted(matches), sorted(used[need]))
        for key in sorted(matches.keys() & used[need].keys()):
            match, link = matches[key], used[need][key]
            _match(said, match, link, f"{place}.{key[0]}", name, found)


def _match(
    said: Mapping[str, Any], match: Mapping[str, Any], link: Mapping[str, Any], place: str, name: str, found: Findings
) -> None:
    for field in ("amount", "points"):
        _same(found, name, f"{place}.{field}", match[field], link[field])
    if match["scores"]:
        _same(found, name, f"{place}.scores", sum(match["scores"].values()), link["points"])
    rows, hidden = said["rows"][link["programme"]], said["hidden"].get(link["programme"], ())
    for column, value in match["values"].items():
        alias, bare = column.split(".", 1)
        key = {"n": link["need"], "r": link["resource"], "v": link["via"]}.get(alias)
        if key in rows.get(alias, {}) and column not in hidden and value != "…":
            _same(found, name, f"{place}.values.{column}", value, rows[alias][key].get(bare))
