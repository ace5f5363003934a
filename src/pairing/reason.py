"""Codes become sentences, in English or Chinese.

Everything a person reads starts as a code with facts, so that a case system can act on the code, a translator can work
on the sentence, and no module has to know the reader's language.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import as_file, files

from pairing.sentences import SENTENCES

LANGUAGES = ("en", "zh")


class _Facts(dict[str, object]):
    """Facts of one sentence: one that is missing shows as a question mark instead of hiding the sentence."""

    def __missing__(self, key: str) -> str:
        return "?"


@cache
def _catalog(lang: str) -> gettext.NullTranslations:
    if lang != "zh":
        return gettext.NullTranslations()
    # By the same way as the reader of the command line, so that the catalog is parsed once.
    with as_file(files("pairing") / "locale") as folder:
        return gettext.translation("pairing", str(folder), ["zh_CN"])


def language(wanted: str | None = None) -> str:
    """The language to speak: the one asked for, else the environment's (``PAIRING_LANG``, ``LANG``), else English."""
    for value in (wanted, *(os.environ.get(name) for name in ("PAIRING_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def sentence(code: str, lang: str = "en", /, **facts: object) -> str:
    """The sentence of ``code`` with its facts filled in; an unknown code is shown as it is.

    The code is the context in the catalog: what is one word in English may be two in Chinese.
    """
    template = SENTENCES.get(code)
    if template is None:
        return code
    return _catalog(lang).pgettext(code, template).format_map(_Facts(facts))


def text(texts: Mapping[str, str] | None, lang: str = "en") -> str:
    """The scenario's own words in ``lang``, or in whichever language it has them."""
    if not texts:
        return ""
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()))
