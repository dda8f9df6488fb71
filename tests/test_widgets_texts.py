"""The catalogue of words: every key that the code uses is there in every language, and no other."""

import ast
import re
from pathlib import Path

import pytest

import ganviz.texts
from ganviz.texts import LANGUAGES, en

SOURCES = [
    path
    for path in Path(ganviz.texts.__file__).parents[1].rglob("*.py")
    if "texts" not in path.parts
]


def asked():
    """Keys in calls of text("..."), patterns in calls of text(f"..."), all string constants."""
    keys, patterns, constants = set(), set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            named_text = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "text"
            if not named_text or not node.args:
                continue
            [key, *_] = node.args
            if isinstance(key, ast.Constant):
                keys.add(key.value)
            elif isinstance(key, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else None for p in key.values]
                patterns.add("".join(".+" if p is None else re.escape(p) for p in parts))
    return keys, patterns, constants


KEYS, PATTERNS, CONSTANTS = asked()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_that_is_used_exists(language):
    texts = LANGUAGES[language]
    assert KEYS - set(texts) == set()
    assert [p for p in PATTERNS if not any(re.fullmatch(p, key) for key in texts)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_unused(language):
    def used(key):
        return key in KEYS | CONSTANTS or any(re.fullmatch(p, key) for p in PATTERNS)

    assert [key for key in LANGUAGES[language] if not used(key)] == []


def test_languages_have_the_same_keys_and_the_same_blanks():
    def blanks(texts):
        return {key: sorted(re.findall(r"\{(\w+)", value)) for key, value in texts.items()}

    first, *others = (blanks(texts) for texts in LANGUAGES.values())
    assert all(other == first for other in others)


def test_no_key_is_given_twice():
    keys = [key for part in en.PARTS for key in part.TEXTS]
    assert len(keys) == len(set(keys))
