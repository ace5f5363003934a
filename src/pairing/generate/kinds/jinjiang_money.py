"""The purses: the base fund's earmarks, partners' purses, the monthly bundle, the projects designed for a pooled need
and their donors."""

from __future__ import annotations

import numpy as np

from pairing.generate.draws import Draws, apportion
from pairing.generate.kinds.jinjiang_figures import EARMARKS, Town
from pairing.generate.store import Store, key, word

#: Partners' purses: purpose, yuan for the year, for whom (sizes assumed).
PARTNERS = (
    ("medical", 90_000, "dibao"),
    ("study", 33_000, ""),
    ("goods", 19_800, ""),
    ("phone", 18_360, ""),
)
#: The students' monthly bundle: part, yuan a month (published).
BUNDLE = (("living", 390), ("study", 50), ("goods", 30), ("phone", 30))
MONTHS = 6
#: Projects: title, places, months, yuan a month, youngest and oldest child. The milk cards are published.
PROJECTS = (("milk", 40, 12, 96, 3, 15), ("classes", 25, 5, 120, 7, 16))
#: Donors of each district: what for, yuan (assumed).
DONORS = (
    ("milk", 12_000), ("milk", 6_000), ("any", 10_000), ("any", 8_000), ("any", 6_000), ("any", 6_000),
    ("classes", 1_800), ("classes", 600),
)  # fmt: skip


def money(store: Store, town: Town, seed: int) -> None:
    """The tables funds, bundle, projects and donors."""
    base = [(purpose, town.total(yuan), "", 0) for purpose, yuan in EARMARKS.items()]
    partners = [(purpose, town.total(yuan), who, 1) for purpose, yuan, who in PARTNERS]
    rows = base + partners
    names = tuple(f"F-{'P' if pot else 'B'}-{purpose.upper()}" for purpose, _, _, pot in rows)
    store.add(
        "funds",
        {
            "fund_id": word("row", names),
            "pot": word("pot", ("base", "partner")),
            "purpose": word("row", tuple(purpose for purpose, *_ in rows)),
            "budget": "budget",
            "restricted_to": word("row", tuple(who for _, _, who, _ in rows)),
            "year": "2015",
        },
        row=np.arange(len(rows)),
        pot=np.array([pot for *_, pot in rows]),
        budget=np.array([yuan for _, yuan, _, _ in rows]),
    )
    store.add(
        "bundle",
        {
            "part": word("row", tuple(part for part, _ in BUNDLE)),
            "month_yuan": "yuan",
            "months": f"{MONTHS}",
            "purpose": word("row", ("education", "study", "goods", "phone")),
        },
        row=np.arange(len(BUNDLE)),
        yuan=np.array([yuan for _, yuan in BUNDLE]),
    )
    _projects(store, town, Draws(seed, "donors"))


def _projects(store: Store, town: Town, draws: Draws) -> None:
    districts = int(town.district.max()) + 1
    places = np.stack([apportion(town.total(row[1]), np.ones(districts)) for row in PROJECTS], axis=1)
    district, which = np.divmod(np.arange(districts * len(PROJECTS)), len(PROJECTS))
    facts = np.array([row[2:] for row in PROJECTS])[which]
    store.add(
        "projects",
        {
            "project_id": f"format('P-{{}}-{{:02d}}', upper({word('which', tuple(row[0] for row in PROJECTS))}), "
            "district + 1)",
            "purpose": word("which", tuple(row[0] for row in PROJECTS)),
            "district": key("D", "district", 2),
            "places": "places",
            "months": "months",
            "month_yuan": "yuan",
            "youngest": "youngest",
            "oldest": "oldest",
        },
        district=district,
        which=which,
        places=places.ravel(),
        months=facts[:, 0],
        yuan=facts[:, 1],
        youngest=facts[:, 2],
        oldest=facts[:, 3],
    )
    district, donor = np.divmod(np.arange(districts * len(DONORS)), len(DONORS))
    # A donor gives in proportion to the places of its district, in tens of yuan.
    pledge = np.array([yuan for _, yuan in DONORS])[donor] * places[district, 0] // (10 * PROJECTS[0][1]) * 10
    store.add(
        "donors",
        {
            "donor_id": key("DN", "number", 3),
            "kind": word("kind", ("firm", "association", "person")),
            "purpose": word("donor", tuple(purpose for purpose, _ in DONORS)),
            "district": key("D", "district", 2),
            "pledge": "pledge",
        },
        number=np.arange(len(donor)),
        donor=donor,
        district=district,
        kind=draws.pick((4, 2, 3), len(donor)),
        pledge=pledge,
    )
