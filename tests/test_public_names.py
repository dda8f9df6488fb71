"""Nothing that was public is lost without a word: it is there as it was, or the changelog names it.

What was public in release 0.1.0 stands in `data/public_names.json`, by `tools/public_names.py`.
"""

import json
import re
from pathlib import Path

import pytest
from tools.public_names import described, public_names

ROOT = Path(__file__).parents[1]
BEFORE = json.loads((ROOT / "tests/data/public_names.json").read_text(encoding="utf-8"))


@pytest.fixture
def now():
    return public_names()


@pytest.fixture
def told():
    """What stands in backticks under "Changed" since release 0.1.0: `toy.Player`, `widgets.*`."""
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    later = page[: page.index("\n## 0.1.0")]
    changed = re.findall(r"^### Changed$.*?(?=^##|\Z)", later, re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([\w.*]+)(?:\(.*?\))?`", "".join(changed)))


def is_told(name, told):
    """Whether this name is in the list, or stands below a ``name.*`` that is."""
    parts = name.removeprefix("ganviz.").split(".")
    above = {".".join([*parts[:i], "*"]) for i in range(1, len(parts))}
    return ".".join(parts) in told or not above.isdisjoint(told)


def test_there_are_names():
    assert len(BEFORE) > 900
    assert "ganviz.theory.js_divergence" in BEFORE


def same(before, now):
    """Whether it is called as it was; a registry may have more keys."""
    if before.startswith("keys: ") and now.startswith("keys: "):
        return set(before[6:].split(", ")) <= set(now[6:].split(", "))
    return before == now


def test_a_public_name_is_as_it_was_or_the_changelog_says_so(now, told):
    changed = [
        f"{name}: {before} -> {now.get(name, 'gone')}"
        for name, before in BEFORE.items()
        if not same(before, now.get(name, "gone")) and not is_told(name, told)
    ]
    if changed:
        pytest.fail(
            "\n".join(['tell it under "Changed" in CHANGELOG.md:', *changed]), pytrace=False
        )


def test_what_the_changelog_may_say():
    assert is_told("ganviz.toy.Player", {"toy.Player"})
    assert is_told("ganviz.widgets.View.close", {"widgets.View.*"})
    assert not is_told("ganviz.widgets.View", {"widgets.View.*"})
    assert not is_told("ganviz.toy.PlayerOne", {"toy.Player"})


def test_signatures_are_told_apart():
    def plain(a, b=1, *, c="x"): ...

    assert described(plain) == "(a, b=1, *, c='x')"
    assert described({"b": 1, "a": 2}) == "keys: a, b"
    assert described(3.0) == "value"
    assert same("keys: a, b", "keys: a, b, c")
    assert not same("keys: a, b", "keys: a, c")
    assert not same("(a, b=1)", "(a, b=2)")
