"""Households and the people in them."""

from __future__ import annotations

from collections.abc import Sequence

from town.draw import Row, chance, day, near, pick, shuffled, whole
from town.figures import HOUSEHOLDS, LARGER_ENTERPRISES, PEOPLE, SKILLS, VILLAGES, YEAR


def household_sizes() -> list[int]:
    sizes = [pick((1, 2, 3, 4, 5, 6), (15, 22, 28, 22, 9, 4)) for _ in range(HOUSEHOLDS)]
    while (short := PEOPLE - sum(sizes)) != 0:
        i = whole(0, HOUSEHOLDS - 1)
        if 1 <= sizes[i] + (step := 1 if short > 0 else -1) <= 6:
            sizes[i] += step
    return sizes


#: household size -> (roles, weight): h head, s spouse, c child, p parent of the head
SHAPES: dict[int, list[tuple[str, float]]] = {
    1: [("e", 55), ("h", 45)],
    2: [("ee", 30), ("hc", 35), ("hs", 20), ("hp", 15)],
    3: [("hsc", 52), ("hcc", 20), ("hsp", 12), ("hcp", 16)],
    4: [("hscc", 62), ("hscp", 38)],
    5: [("hsccp", 62), ("hsccc", 18), ("hscpp", 20)],
    6: [("hsccpp", 80), ("hscccp", 20)],
}


def person(role: str, head_age: int, alone: bool) -> Row:
    """One person, with work, school and health that hang together."""
    age = {
        "e": whole(61, 88),
        "h": head_age,
        "s": max(20, head_age + whole(-5, 3)),
        "c": max(0, head_age - whole(22, 33)),
        "p": head_age + whole(21, 32),
    }[role]
    disabled = chance(0.36 if alone and role == "h" else 0.11 if age >= 60 else 0.055)
    grade = pick((1, 2, 3, 4), (15, 25, 32, 28)) if disabled else 0
    ill = chance(0.05 if age >= 50 else 0.02 if age >= 20 else 0.006)
    row: Row = {"role": role, "age": age, "birth_date": day(YEAR - age), "sex": pick("12")}
    row |= {"disabled": disabled, "grade": grade, "ill": ill, "stage": "", "full_time": False}
    if 6 < age < 16:
        row["stage"] = "compulsory"
    elif 16 <= age <= 18 and chance(0.84):
        row["stage"] = "senior"
    elif 19 <= age <= 22 and chance(0.55):
        row |= {"stage": "tertiary", "full_time": chance(0.88)}
    if row["stage"] and row["stage"] != "tertiary":
        row["full_time"] = True
    if row["stage"] or not 16 <= age < 65 or (disabled and grade <= 2) or (ill and chance(0.7)):
        ability = "none"
    elif disabled or ill or age >= 60:
        ability = pick(("full", "part", "none"), (2, 6, 2))
    else:
        ability = "full"
    row["ability"] = ability
    row["employed"] = chance({"full": 0.66, "part": 0.22, "none": 0.0}[ability])
    row["skills"] = pick(SKILLS, (20, 10, 14, 12, 3, 2, 1)) if ability != "none" and chance(0.42) else ""
    row["cost"] = whole(80, 900) * 100 + (whole(0, 700) * 100 if chance(0.25) else 0) if ill else whole(0, 30) * 100
    return row


def tier(people: Sequence[Row], income: int) -> str:
    if all(p["ability"] == "none" and p["age"] >= 18 for p in people) and len(people) <= 2 and income < 420:
        return "destitute"
    return "dibao" if income < 430 else "marginal" if income < 645 else "expenditure"


def families() -> tuple[list[Row], list[Row]]:
    """Households with their people; the poorer, the more of ill health, children and missing work they have."""
    places = shuffled(v for v in VILLAGES for _ in range(v[4]))
    households, members = [], []
    for i, (place, size) in enumerate(zip(places, household_sizes(), strict=True), start=1):
        shape = pick([s for s, _ in SHAPES[size]], [w for _, w in SHAPES[size]])
        head_age = whole(27, 55)
        people = [person(role, head_age, size == 1) for role in shape]
        if shape[:2] in ("hs", "ee"):
            people[1]["sex"] = "1" if people[0]["sex"] == "2" else "2"
        earned = sum(whole(900, 1900) for p in people if p["employed"])
        pensions = sum(whole(90, 330) for p in people if p["age"] >= 60)
        income = (earned + pensions) // size + whole(120, 260)
        carer = any(p["age"] < 7 or p["grade"] in (1, 2) or p["age"] >= 80 for p in people)
        key = f"H{i:04d}"
        households.append(
            {"household_id": key, "village": place[0], **near(place[2], place[3], 0.011), "size": size}
            | {"tier": tier(people, income), "income_per_head": income}
            | {"housing": pick("ABCD", (42, 38, 15, 5)), "carer": carer, "members": people}
        )
        for j, p in enumerate(people, start=1):
            members.append(p | {"member_id": f"{key}-{j}", "household_id": key, "carer": carer})
    return households, members


def employ(members: Sequence[Row], firms: Sequence[Row]) -> None:
    """A third of those in work are with a larger enterprise (which then may not help them); most others seek work."""
    for p in members:
        if p["employed"] and chance(0.33):
            p["employer"] = pick(firms[:LARGER_ENTERPRISES])["enterprise_id"]
        p["seeks"] = p["ability"] != "none" and not p["employed"] and chance(0.5 if p["carer"] else 0.65)
        p["travel"] = (3 if p["carer"] else whole(6, 12)) if p["seeks"] else ""
