"""Row by row: does every line of the plan name a link that exists, with an amount it may have?"""

from __future__ import annotations

from pairing.config import Programme
from pairing.verdict import sql
from pairing.verdict.audit import Audit
from pairing.verdict.claim import COLUMNS, PLAN, Claim, columns
from pairing.verdict.verdict import Findings

#: How many faults of one kind are listed: a plan for the wrong scenario needs no million of them.
LISTED = 100


def check_plan_rows(audit: Audit, claim: Claim, found: Findings) -> None:
    """Load the plan and check each row.

    Leaves ``audit_plan`` (the rows as they stand) and ``audit_amounts(link, amount)``, what the rows that name a link
    add up to; everything that follows is computed from the latter.
    """
    _load(audit, claim, found)
    found.checks += audit.number("SELECT count(*) FROM audit_plan")
    if audit.number("SELECT count(*) FROM audit_plan WHERE link IS NULL"):
        own = [p.code for p in audit.config.programmes]
        listed = "(" + ", ".join(map(sql.literal, own)) + ")"
        _each(audit, found, "plan_unknown_programme", "programme", f"programme NOT IN {listed}", names=", ".join(own))
        for programme in audit.config.programmes:
            _names(audit, programme, found)
            _not_links(audit, programme, found)
    _check_cells(audit, found)


def _check_cells(audit: Audit, found: Findings) -> None:
    money = ", ".join(["''", *(sql.literal(p.code) for p in audit.config.programmes if p.money)])
    amount = "CAST(amount // 100 AS VARCHAR) || '.' || lpad(CAST(amount % 100 AS VARCHAR), 2, '0')"
    yuan = f"(CASE WHEN programme IN ({money}) THEN {amount} ELSE '' END)"
    checks: list[tuple[str, str, str, dict[str, str]]] = [
        ("plan_row_twice", "need", "earlier IS NOT NULL", {"other": "earlier"}),
        ("plan_amount_not_positive", "amount_text", "amount IS NULL", {}),
        ("plan_amount_over_upper", "amount_text", "amount > upper", {"most": "upper"}),
        ("plan_amount_below_minimum", "amount_text", "amount < minimum", {"least": "minimum"}),
        ("plan_points_differ", "points_text", "points_text <> CAST(points AS VARCHAR)", {"points": "points"}),
        ("plan_yuan_differs", "yuan", f"yuan <> {yuan}", {"yuan": yuan}),
    ]
    any_wrong = ", ".join(f"bool_or({wrong})" for _, _, wrong, _ in checks)
    answers = audit.db.execute(f"SELECT {any_wrong} FROM audit_plan").fetchone() or ()
    for (code, column, wrong, facts), answer in zip(checks, answers, strict=True):
        if answer:
            _each(audit, found, code, column, wrong, **facts)


def _load(audit: Audit, claim: Claim, found: Findings) -> None:
    rows = columns(PLAN, claim.matches, found)
    texts = [rows[column] for column in COLUMNS[PLAN]]
    audit.db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_read AS SELECT "
        + ", ".join(f"unnest(?::VARCHAR[]) AS {c}" for c in ("programme", "need", "resource", "via", "a", "yuan", "p")),
        texts,
    )
    audit.db.execute(
        """
        CREATE OR REPLACE TEMP TABLE audit_plan AS
        SELECT t.*, e.link, e.points, e.minimum, e.upper,
            lag(line) OVER (PARTITION BY t.programme, t.need, t.resource, t.via ORDER BY line) AS earlier
        FROM (
            SELECT row_number() OVER () + 1 AS line, programme, need, resource, via, a AS amount_text, yuan,
                p AS points_text,
                CASE WHEN regexp_full_match(a, '[1-9][0-9]{0,17}') THEN TRY_CAST(a AS BIGINT) END AS amount
            FROM audit_read
        ) t LEFT JOIN audit_links e
          ON e.programme = t.programme AND e.need = t.need AND e.resource = t.resource AND coalesce(e.via, '') = t.via
        """
    )
    audit.db.execute(
        "CREATE OR REPLACE TEMP TABLE audit_amounts AS SELECT link, CAST(sum(amount) AS HUGEINT) AS amount"
        " FROM audit_plan WHERE link IS NOT NULL AND amount IS NOT NULL GROUP BY link"
    )


def _each(
    audit: Audit, found: Findings, code: str, column: str, wrong: str, /, *, names: str | None = None, **facts: str
) -> None:
    """A fault for each row of the plan where ``wrong`` is true; ``facts`` are SQL over the row."""
    more = "".join(f", CAST({fact} AS VARCHAR)" for fact in facts.values())
    rows = audit.db.execute(
        f"SELECT line, {column}, need, resource{more} FROM audit_plan WHERE {wrong} ORDER BY line LIMIT {LISTED}"
    ).fetchall()
    for line, value, need, resource, *values in rows:
        given = dict(zip(facts, values, strict=True)) | ({} if names is None else {"names": names})
        shown = column.removesuffix("_text")
        found.wrong(code, PLAN, row=line, column=shown, value=value, need=need, resource=resource, **given)


def _names(audit: Audit, programme: Programme, found: Findings) -> None:
    source = sql.tables(programme)
    mine = f"programme = {sql.literal(programme.code)}"
    for column, alias in (("need", "n"), ("resource", "r"), ("via", "v")):
        named = "true" if column != "via" else "via <> ''"
        unknown = f"{column} NOT IN (SELECT _id FROM {source[alias]})" if alias in source else "true"
        _each(audit, found, f"plan_unknown_{column}", column, f"{mine} AND {named} AND {unknown}")


def _not_links(audit: Audit, programme: Programme, found: Findings) -> None:
    """Why a row whose need and resource exist is no link: which rules refuse, or what else stands against it."""
    source = sql.tables(programme)
    opens = programme.via.opens if programme.via else ()
    rules = [(rule.code, rule.where) for rule in programme.rules]
    judged = [f"CAST(({where}) AS BOOLEAN)" for _, where in rules]
    via = f" LEFT JOIN {source['v']} v ON v._id = p.via" if programme.via else ""
    for rule in programme.via.rules if programme.via else ():
        rules.append((rule.code, rule.where))
        judged.append(f"CASE WHEN p.via = '' THEN true ELSE CAST(({rule.where}) AS BOOLEAN) END")
    pinned = "x.programme = p.programme AND x.need = p.need AND x.resource = p.resource"
    offered = (
        f"EXISTS (FROM {source['l']} l WHERE CAST(l.need AS VARCHAR) = p.need"
        " AND CAST(l.resource AS VARCHAR) = p.resource)"
        if programme.links
        else "true"
    )
    rows = audit.db.execute(
        "SELECT p.line, p.need, p.resource, p.via, coalesce((SELECT bool_or(banned) FROM audit_pins x WHERE"
        f" {pinned}), false), {offered}, EXISTS (FROM audit_links x WHERE {pinned}){''.join(f', {j}' for j in judged)}"
        f" FROM audit_plan p JOIN {source['n']} n ON n._id = p.need JOIN {source['r']} r ON r._id = p.resource{via}"
        f" WHERE p.programme = {sql.literal(programme.code)} AND p.link IS NULL"
        f" ORDER BY p.line LIMIT {LISTED}"
    ).fetchall()
    for line, need, resource, way, banned, in_list, elsewhere, *answers in rows:
        opened = opens if way else ()
        refused = [c for (c, _), a in zip(rules, answers, strict=True) if a is False and c not in opened]
        unknown = [c for (c, _), a in zip(rules, answers, strict=True) if a is None and c not in opened]
        facts = {"need": need, "resource": resource, "via": way, "programme": programme.code}
        if banned:
            found.wrong("plan_pair_banned", PLAN, row=line, column="resource", value=resource, **facts)
        elif elsewhere:
            found.wrong("plan_wrong_via", PLAN, row=line, column="via", value=way, **facts)
        elif refused or unknown:
            facts |= {"refused": ", ".join(refused) or "-", "unknown": ", ".join(unknown) or "-"}
            found.wrong("plan_pair_not_eligible", PLAN, row=line, column="resource", value=resource, **facts)
        elif not in_list:
            found.wrong("plan_pair_not_listed", PLAN, row=line, column="resource", value=resource, **facts)
        else:
            found.wrong("plan_pair_not_kept", PLAN, row=line, column="resource", value=resource, **facts)


def check_pins(audit: Audit, found: Findings) -> None:
    """Every must of the pins: its link exists and carries at least what is pinned."""
    found.checks += audit.number("SELECT count(*) FROM audit_pins WHERE must")
    rows = audit.db.execute(
        f"""
        SELECT p.programme, p.need, p.resource, coalesce(e.lower, greatest(p.amount, 1)), coalesce(a.amount, 0)
        FROM audit_pins p
            LEFT JOIN (FROM audit_links WHERE lower > 0) e USING (programme, need, resource)
            LEFT JOIN audit_amounts a USING (link)
        WHERE p.must AND (e.link IS NULL OR coalesce(a.amount, 0) < e.lower)
        ORDER BY 1, 2, 3 LIMIT {LISTED}
        """
    ).fetchall()
    for programme, need, resource, due, given in rows:
        facts = {"programme": programme, "need": need, "resource": resource, "least": int(due), "given": int(given)}
        found.wrong("plan_pin_not_kept", PLAN, column="resource", value=resource, **facts)
