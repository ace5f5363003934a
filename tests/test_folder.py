"""A run's folder appears whole or not at all, and nobody's work is replaced."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pairing.fault import BadData
from pairing.outputs.folder import check_place, publish

RUN = {"plan.csv": b"new", "summary.json": b'{"format": "pairing-summary/1", "files": {"plan.csv": ""}}'}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_run_makes_its_folder_and_the_folders_above_it(tmp_path: Path) -> None:
    publish(tmp_path / "a" / "b", RUN)
    assert content(tmp_path / "a" / "b") == RUN


@pytest.mark.parametrize("before", [{}, {**RUN, "plan.csv": b"old"}])
def test_an_empty_folder_or_an_earlier_run_is_replaced(tmp_path: Path, before: dict[str, bytes]) -> None:
    place = tmp_path / "out"
    place.mkdir()
    for name, data in before.items():
        (place / name).write_bytes(data)
    publish(place, RUN)
    assert content(place) == RUN
    assert os.listdir(tmp_path) == ["out"]


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ({"thesis.docx": b"years of work"}, "out_not_a_run"),
        ({"summary.json": b'{"format": "of another program"}'}, "out_not_a_run"),
        ({"summary.json": b"not json"}, "out_not_a_run"),
        ({"summary.json": b"[]"}, "out_not_a_run"),
        ({**RUN, "notes.txt": b"mine"}, "out_has_other_files"),
    ],
)
def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path, before: dict[str, bytes], code: str) -> None:
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(BadData) as error:
        publish(tmp_path, RUN)
    assert [fault.code for fault in error.value.faults] == [code]
    assert content(tmp_path) == before


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadData, match="something else than an earlier run"):
        check_place(tmp_path / "out")


def disk_full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def ctrl_c(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("trouble", [disk_full, ctrl_c])
@pytest.mark.parametrize("earlier", [True, False])
def test_after_a_full_disk_or_ctrl_c_all_is_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Callable[..., None], earlier: bool
) -> None:
    place = tmp_path / "out"
    if earlier:
        publish(place, {**RUN, "plan.csv": b"old"})
    before = content(place) if earlier else None
    monkeypatch.setattr(os, "fsync", trouble)
    with pytest.raises((OSError, KeyboardInterrupt)):
        publish(place, RUN)
    assert os.listdir(tmp_path) == (["out"] if earlier else [])
    assert before is None or content(place) == before


def test_when_the_last_move_fails_the_earlier_run_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "out"
    publish(place, {**RUN, "plan.csv": b"old"})
    rename = Path.rename

    def fails_for_the_new(self: Path, target: Path) -> Path:
        if self.suffix == ".part":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails_for_the_new)
    with pytest.raises(OSError, match="Input/output"):
        publish(place, RUN)
    assert content(place)["plan.csv"] == b"old"
    assert os.listdir(tmp_path) == ["out"]
