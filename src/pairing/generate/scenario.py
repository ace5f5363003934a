"""One scenario from its kind, size and seed."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from pathlib import Path

from pairing.fault import BadData, Fault, choices
from pairing.generate.store import MOST_AS_CSV, Store

_KINDS = "pairing.generate.kinds"


def kinds() -> tuple[str, ...]:
    """The kinds of scenario that there are."""
    return tuple(sorted(file.name.removesuffix(".toml") for file in files(_KINDS).iterdir() if ".toml" in file.name))


def write_scenario(kind: str, out: Path, *, households: int | None = None, seed: int | None = None) -> dict[str, int]:
    """Write the tables and `scenario.toml` of a kind to a folder; returns the rows of each table.

    Each kind is a module with its published number of ``HOUSEHOLDS``, its own ``SEED`` and ``fill(store, households,
    seed)``. Raises :class:`BadData` for a kind that there is not, or where the folder holds another scenario.
    """
    if kind not in kinds():
        raise BadData([Fault("unknown_kind", value=kind, facts=choices(kind, kinds()))])
    module = import_module(f"{_KINDS}.{kind}")
    text = files(_KINDS).joinpath(f"{kind}.toml").read_text(encoding="utf-8")
    count = module.HOUSEHOLDS if households is None else households
    _refuse_other(out, text)
    with Store(out, parquet=count > MOST_AS_CSV) as store:
        module.fill(store, count, module.SEED if seed is None else seed)
        store.text("scenario.toml", text)
        return store.rows()


def _refuse_other(out: Path, text: str) -> None:
    """Tables of another scenario must not be mixed with these."""
    there = out / "scenario.toml"
    first = next(line for line in text.splitlines() if line.startswith("code"))
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not there.exists())):
        raise BadData([Fault("generate_place", str(out), value=str(out))])
    if there.exists() and first not in there.read_text(encoding="utf-8-sig").splitlines():
        raise BadData([Fault("generate_place", str(out), value=str(out))])
