"""Names as they sound and as they are written: Chinese by pinyin without tone, others without case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache

#: Surnames that are read in another way than the same character elsewhere: first character, or first two.
_SURNAMES = {
    **dict(
        zip(
            ("单", "解", "仇", "查", "曾", "朴", "区", "盖", "翟", "乐", "缪", "覃", "卜", "冼"),
            ("shan", "xie", "qiu", "zha", "zeng", "piao", "ou", "ge", "zhai", "yue", "miao", "qin", "bu", "xian"),
            strict=True,
        )
    ),
    **dict(zip(("尉迟", "万俟", "长孙", "澹台"), ("yu chi", "mo qi", "zhang sun", "tan tai"), strict=True)),
}


def plain(name: str) -> str:
    """A name without what people write now one way and now another: width, case, blanks, dots and hyphens."""
    wide = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in wide if sign.isalnum() or unicodedata.combining(sign))


def sound(written: str) -> str:
    """How a :func:`plain` name sounds: a syllable for each Chinese character; of other letters, those without accents.

    A character has one reading, its most common one, whatever stands beside it, so that a name sounds the same wherever
    it stands; surnames with a reading of their own have that.
    """
    syllables = []
    rest = written
    for length in (2, 1):
        if written[:length] in _SURNAMES and len(written) > length:
            syllables, rest = [_SURNAMES[written[:length]]], written[length:]
            break
    word = ""
    for sign in rest:
        if chinese(sign):
            syllables += [word, _syllable(sign)]
            word = ""
        else:
            word += sign
    bare = (c for c in unicodedata.normalize("NFKD", " ".join([*syllables, word])) if not unicodedata.combining(c))
    return " ".join("".join(bare).split())


def chinese(sign: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"


@cache
def _syllable(character: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its tables take a while to load

    return str(lazy_pinyin(character, style=Style.NORMAL)[0])


def shortest_slip(written: str) -> int:
    """How long the longer of two names must be for one differing character to be a slip.

    In a Chinese name of two characters the other character is half of the name, and many share it.
    """
    return 3 if any(map(chinese, written)) else 6


def spelled(names: Iterable[str]) -> tuple[list[str], list[str], list[str], list[int]]:
    """Columns for the distinct ``names``: as written in the table, plain, by sound, shortest slip."""
    texts = sorted(set(names))
    written = [plain(text) for text in texts]
    return texts, written, [sound(text) for text in written], [shortest_slip(text) for text in written]
