"""`scenario.toml` -> :class:`pairing.config.Config`, with every structural fault at its dotted place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pairing import toml_block as read
from pairing.config import Config
from pairing.fault import BadSettings, Fault, choices
from pairing.settings.acceptance import acceptance
from pairing.settings.entitlement import entitlement
from pairing.settings.goal_policies import lacking
from pairing.settings.index import index
from pairing.settings.limit import limit
from pairing.settings.listing import listing
from pairing.settings.policy import built_in, policy
from pairing.settings.programme import programme
from pairing.settings.same import same
from pairing.toml_block import FILE, Block, unique


def _views(value: Any) -> dict[str, str]:
    return {name: read.text(sql) for name, sql in read.table(value).items()}


def _config(root: Block, head: Block) -> Config:
    programmes = tuple(programme(b) for b in root.blocks("programme"))
    limits = tuple(limit(b, "count", across=True) for b in root.blocks("limit"))
    own = tuple(policy(b) for b in root.blocks("policy"))
    policies = {**built_in(programmes), **{p.code: p for p in own}}
    config = Config(
        code=head.take("code", read.code, "expected_code"),
        title=head.take("title", read.texts, "expected_texts", {}),
        as_of=head.take("as_of", read.day, "expected_date", None),
        policy=head.take("policy", read.text, "expected_policy", own[0].code if own else "coverage"),
        views=root.take("view", _views, "expected_views", {}),
        programmes=programmes,
        limits=limits,
        policies=policies,
        tables=root.take("table", lambda v: {k: read.table(t) for k, t in read.table(v).items()}, "expected_table", {}),
        entitlements=tuple(entitlement(b) for b in root.blocks("entitlement")),
        same=tuple(same(b) for b in root.blocks("same")),
        indexes=tuple(index(b) for b in root.blocks("index")),
        lists=tuple(listing(b) for b in root.blocks("list")),
        acceptances=tuple(acceptance(b, policies, programmes) for b in root.blocks("accept")),
    )
    if not programmes:
        root.fault("setting_missing", "programme", expected="expected_a_programme")
    if config.policy not in policies:
        code = lacking(config.policy or "", programmes) or "unknown_policy"
        head.fault(code, "policy", config.policy, **choices(config.policy, policies))
    unique(root, "programme", (p.code for p in programmes))
    # Both name tables of their own in the database by their code.
    taken = {p.code.casefold() for p in programmes if p.code}
    unique(root, "entitlement", (*taken, *(e.code for e in config.entitlements)))
    unique(root, "same", (s.code for s in config.same))
    unique(root, "index", (each.code for each in config.indexes))
    unique(root, "list", (each.code for each in config.lists))
    unique(root, "accept", (each.code for each in config.acceptances))
    unique(root, "policy", (p.code for p in own))
    for written in own:
        others = [code for code in policies if code != written.code]
        if written.against is not None and written.against not in others:
            place = f"policy.{written.code}.against"
            unknown = lacking(written.against, programmes) or "unknown_policy"
            code = "against_itself" if written.against == written.code else unknown
            root.fault(code, place, written.against, **choices(written.against, others))
    unique(root, "limit", (code for code, _, _ in config.all_limits))
    for each in programmes:
        reserved = ("wants", "holds", "via")
        unique(root, f"programme.{each.code}.rule", (r.code for r in each.rules))
        unique(root, f"programme.{each.code}.limit", (*reserved, *(m.code for m in each.limits)))
    _check_programme_names(root, config)
    return config


def _check_programme_names(root: Block, config: Config) -> None:
    known = [p.code for p in config.programmes]
    uses = [(f"limit.{m.code}.programmes", m.programmes or ()) for m in config.limits]
    uses += [
        (f"policy.{p.code}.goals.{g.code}.programme", g.programmes or ())
        for p in config.policies.values()
        for g in p.goals
    ]
    for place, codes in uses:
        for code in codes:
            if code not in known:
                root.fault("unknown_programme", place, code, **choices(code, known))


def read_config(folder: Path) -> Config:
    """Read ``folder/scenario.toml``; raises :class:`BadSettings` with every structural fault."""
    path = folder / FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadSettings([Fault("scenario_missing", FILE)]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadSettings([Fault("scenario_unreadable", FILE, facts={"detail": str(error)})]) from None
    return config_of(raw)


def config_of(raw: dict[str, Any]) -> Config:
    """The settings as parsed, checked; raises :class:`BadSettings` with every structural fault."""
    faults: list[Fault] = []
    root = Block("", raw, faults)
    head = Block("scenario", root.take("scenario", read.table, "expected_table", {}) or {}, faults)
    config = _config(root, head)
    head.done()
    root.done()
    if faults:
        complete = not any(fault.code in ("setting_missing", "setting_type", "code_twice") for fault in faults)
        raise BadSettings(faults, config if complete else None)
    return config
