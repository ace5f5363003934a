"""Every sentence exists in both languages, every code that is said has a sentence, and none is idle."""

from __future__ import annotations

import ast
import gettext
import io
import re
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pairing
from pairing.reason import language, sentence, text
from pairing.sentences import SENTENCES

PACKAGE = Path(pairing.__file__).parent
PO = PACKAGE / "locale/zh_CN/LC_MESSAGES/pairing.po"

#: What takes a code, and at which place among its arguments.
SPEAKERS = {"sentence": 0, "Fault": 0, "fault": 0, "wrong": 0, "expect": 1, "_refuse_unless": 1}


@cache
def _trees() -> list[tuple[str, ast.Module]]:
    files = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "sentences.py"]
    return [(str(path.relative_to(PACKAGE)), ast.parse(path.read_text("utf-8"))) for path in files]


def _said() -> set[tuple[str, str]]:
    """Codes written where they are said: (file, code)."""
    said = set()
    for name, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in SPEAKERS:
                continue
            place = SPEAKERS[called]
            given = [*node.args[place : place + 1], *(k.value for k in node.keywords if k.arg == "code")]
            for argument in given:
                branches = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                constants = [branch.value for branch in branches if isinstance(branch, ast.Constant)]
                said |= {(name, code) for code in constants if isinstance(code, str)}
    return said


def _catalog() -> dict[str, str]:
    """Code -> Chinese, for the English that each code has now."""
    kept: dict[tuple[str, str], str] = {}
    with PO.open("rb") as file:
        for message in read_po(file):
            for english in message.id if isinstance(message.id, tuple) else (message.id,):
                several = isinstance(message.string, tuple | list)
                kept[message.context or "", english] = message.string[0] if several else message.string
    del kept["", ""]
    found = {code: kept.pop(_key(code), "") for code in SENTENCES}
    assert kept == {}, "what no code says"
    return found


def _key(code: str) -> tuple[str, str]:
    """The words of the reader of the command line stand without their codes."""
    return ("" if code.startswith("click_") else code), SENTENCES[code]


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_code_that_is_said_has_a_sentence() -> None:
    assert [(file, code) for file, code in sorted(_said()) if code not in SENTENCES] == []


def test_every_sentence_is_said_somewhere() -> None:
    whole, starts = set(), set()
    for _, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(str(node.values[0].value))
            elif isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
                starts.add(str(node.left.value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    codes = tuple(start for start in starts if start.endswith("_"))
    idle = [code for code in SENTENCES if code not in whole and not code.startswith((*codes, "click_"))]
    assert idle == []


def test_every_sentence_has_its_chinese_and_nothing_is_fuzzy() -> None:
    with PO.open("rb") as file:
        catalog = read_po(file)
    assert not [message.id for message in catalog if message.id and message.fuzzy]
    assert [code for code, chinese in _catalog().items() if not chinese] == []


def test_both_languages_use_the_same_facts() -> None:
    chinese = _catalog()
    ours = {code: english for code, english in SENTENCES.items() if not code.startswith("click_")}
    assert [code for code, english in ours.items() if _fields(english) != _fields(chinese[code])] == []


def test_the_compiled_catalog_is_what_the_text_says() -> None:
    with PO.open("rb") as file:
        fresh = io.BytesIO()
        write_mo(fresh, read_po(file))
    assert PO.with_suffix(".mo").read_bytes() == fresh.getvalue()
    fresh.seek(0)
    english = SENTENCES["interrupted"]
    assert gettext.GNUTranslations(fresh).pgettext("interrupted", english) != english


def test_a_fact_that_is_missing_shows_as_a_question_mark() -> None:
    assert sentence("place_row") == "row ?"
    assert sentence("no_such_code") == "no_such_code"


@pytest.mark.parametrize(
    ("asked", "environment", "spoken"),
    [("zh", "en_GB.UTF-8", "zh"), (None, "zh_CN.UTF-8", "zh"), (None, "C", "en"), (None, "", "en")],
)
def test_the_language_is_the_one_asked_for_else_the_environments(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, environment: str, spoken: str
) -> None:
    for name in ("PAIRING_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", environment)
    assert language(asked) == spoken


def test_the_scenarios_own_words_fall_back_to_the_language_they_have() -> None:
    assert text({"zh": "三角"}, "en") == "三角"
    assert text({"zh": "三角", "en": "Sanjiao"}, "en") == "Sanjiao"


#: What Chinese sentences call a thing, in the place of words that mean it as well.
ONE_WORD = {"限额": "限制", "代号": "代码", "哈希": "校验值", "软限制": "软性限制", "方案文件夹": "场景文件夹"}


def test_chinese_has_one_word_for_one_concept() -> None:
    chinese = _catalog()
    assert [(code, word, ONE_WORD[word]) for code in chinese for word in ONE_WORD if word in chinese[code]] == []


def test_chinese_tells_policies_of_the_plan_from_those_of_the_government() -> None:
    """策略 is how a plan is made; 政策 is what a household is entitled to."""
    entitlements = re.compile(r"entitle|head_policy|report_mend_rules|file_object|law|list_")
    mixed = [
        code
        for code, chinese in _catalog().items()
        if "政策" in chinese and re.search(r"polic(y|ies)", SENTENCES[code], re.I) and not entitlements.search(code)
    ]
    assert mixed == []


def test_chinese_has_full_width_signs_with_no_blank_beside_them() -> None:
    wrong = re.compile(r"[一-鿿][,;:?!]|[：；，。] | [：；，。（]")
    assert [(code, text) for code, text in _catalog().items() if wrong.search(re.sub(r"`[^`]*`", "x", text))] == []
