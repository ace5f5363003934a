"""What was asked for, what was given before, and what people have decided."""

from __future__ import annotations

from collections.abc import Sequence

from town.draw import Row, day, pick, shuffled, whole
from town.figures import PURPOSES, REBUILD_YUAN, REBUILDS, START_UPS_DISABLED, START_UPS_OTHERS, YEAR


def applications(households: Sequence[Row], members: Sequence[Row]) -> list[Row]:
    """Start-ups asked for by people who can work, and homes to rebuild whose approved costs are the whole fund."""
    adults = shuffled(p for p in members if p["ability"] != "none" and 20 <= p["age"] <= 55 and not p["employed"])
    workers = shuffled(p for p in members if p["ability"] != "none" and 20 <= p["age"] <= 55 and p["employed"])
    asking, homes = [], set()
    left = {True: START_UPS_DISABLED, False: START_UPS_OTHERS}
    for p in [*adults[: len(adults) // 8], *workers, *adults[len(adults) // 8 :]]:
        if left[p["disabled"]] and p["household_id"] not in homes:
            left[p["disabled"]] -= 1
            homes.add(p["household_id"])
            asking.append(p)
    rows = []
    for p in sorted(asking, key=lambda p: str(p["member_id"])):
        amount = pick((12, 20, 30, 40, 50, 60, 70, 80, 90, 100, 120), (3, 4, 6, 9, 11, 13, 14, 13, 11, 12, 9)) * 1000
        purpose = pick(PURPOSES, (34, 20, 16, 17, 10, 3))
        rows.append({"household_id": p["household_id"], "member_id": p["member_id"], "kind": "startup"})
        rows[-1] |= {"purpose": purpose, "amount": amount}
    worst = [h for h in shuffled(households) if h["housing"] in "CD"]
    costs = [whole(52, 98) * 1000 for _ in worst[:REBUILDS]]
    while (short := (REBUILD_YUAN - sum(costs)) // 1000) != 0:
        i = whole(0, REBUILDS - 1)
        if 45_000 <= costs[i] + (step := 1000 if short > 0 else -1000) <= 105_000:
            costs[i] += step
    for h, cost in zip(worst, costs, strict=False):
        rows.append(
            {"household_id": h["household_id"], "member_id": "", "kind": "housing", "purpose": "", "amount": cost}
        )
    better = [h for h in households if h["housing"] == "B"]
    for h in [*worst[REBUILDS : REBUILDS + 3], *shuffled(better)[:4]]:  # refused: rebuilt before, or home is sound
        rows.append(
            {"household_id": h["household_id"], "member_id": "", "kind": "housing", "purpose": "", "amount": 60_000}
        )
    return [{"need_id": f"N{i:03d}", **row, "date": day(YEAR)} for i, row in enumerate(rows, start=1)]


def history(members: Sequence[Row], wishes: Sequence[Row], teams: Sequence[Row], homes: Sequence[Row]) -> list[Row]:
    """Given before: serious-illness aid (this year bars a second grant), bursaries, start-ups, homes, pairs."""
    rows: list[Row] = []

    def add(programme: str, household: str, member: str, resource: str, when: str, amount: int | str) -> None:
        rows.append({"programme": programme, "household_id": household, "member_id": member})
        rows[-1] |= {"resource": resource, "date": when, "amount": amount}

    ill = shuffled(p for p in members if p["ill"] and p["cost"] >= 30_000)
    for i, p in enumerate(ill[:11]):
        add("illness", p["household_id"], p["member_id"], "F-ILL", day(YEAR if i < 6 else YEAR - 1), 8000)
    for p in shuffled(p for p in members if p["stage"] in ("senior", "tertiary"))[:9]:
        add("education", p["household_id"], p["member_id"], "school bursary", day(YEAR), 2000)
    for wish in shuffled(w for w in wishes if w["kind"] == "startup")[:4]:
        add("startup", wish["household_id"], wish["member_id"], "F-SU-CHAMBER", day(YEAR - 2), 30_000)
    for wish in [w for w in wishes if w["kind"] == "housing"][REBUILDS : REBUILDS + 3]:
        add("housing", wish["household_id"], "", "F-HOUSE", day(YEAR - 4), 40_000)
    for h in shuffled(homes)[:110]:
        local = [t for t in teams if h["village"] in t["villages"].split(";")]
        add("pairing", h["household_id"], "", pick(local)["group_id"], day(YEAR - 1), "")
    return [{"history_id": f"A{i:03d}", **row} for i, row in enumerate(rows, start=1)]


def pins(
    homes: Sequence[Row], teams: Sequence[Row], past: Sequence[Row], people: Sequence[Row], posts: Sequence[Row]
) -> list[Row]:
    """Three pairs that are kept, and what may not be."""
    kept = [a for a in past if a["programme"] == "pairing"]
    must = [(a["household_id"], a["resource"], "镇领导联系户, 延续上年") for a in kept[:3]]
    apart = [(a["household_id"], a["resource"], "双方曾有土地纠纷") for a in kept[3:5]]
    jobless = [p for p in people if p["seeks"] and p["ability"] == "full" and p["age"] <= 45 and p["travel"] >= 10]
    plain = [j for j in posts if j["skill"] == "none"]
    rows = [("pairing", need, group, "must", "D01", why) for need, group, why in must]
    rows += [("pairing", need, group, "must_not", "D05", why) for need, group, why in apart]
    rows += [("jobs", jobless[0]["member_id"], plain[0]["job_id"], "must_not", "D31", "曾被该企业辞退")]
    keys = ("programme", "need", "resource", "kind", "by", "reason")
    return [{**dict(zip(keys, row, strict=True)), "date": f"{YEAR}-11-{10 + i}"} for i, row in enumerate(rows)]
