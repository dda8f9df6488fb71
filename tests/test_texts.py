"""The catalogue of words: every key that the code uses is in it, and no other."""

import ast
import math
import pickle
import re
import string
from functools import cache
from pathlib import Path

import pytest

from ganviz import _check, texts
from ganviz.texts import FOLDER, LANGUAGES, PAGE, catalogue, page_words, set_language, text

SOURCES = sorted(FOLDER.parent.rglob("*.py"))
TEXTS = catalogue("en")

# Endings that the code puts behind a key or a name: f"{key}_tip" is the tip of a control.
ENDINGS = ("_tip", "_alt")
REFUSED = {"name", "value"}


def keys_asked_for(tree):
    """(key, names of the values given) of text("key", ...) and of refuse(name, value, "key", ...).

    A refusal gives its text a name and a value besides. A command asks for what --help says.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from ((key, set()) for key in help_of(node))
        called = getattr(node, "func", None)
        match getattr(called, "id", getattr(called, "attr", "")), getattr(node, "args", ()):
            case ("text", [ast.Constant(value=key), *_]):
                yield key, {keyword.arg for keyword in node.keywords}
            case ("refuse", [_, _, ast.Constant(value=key), *_]):
                yield key, {keyword.arg for keyword in node.keywords} | REFUSED


def help_of(function):
    """The keys of a command and of its arguments; of a function that is no command, none."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Name(id="command"), keywords=others):
                other = {keyword.arg: keyword.value.value for keyword in others}
                yield f"command_{function.name}"
                for each in (*function.args.args, *function.args.kwonlyargs):
                    yield other.get(each.arg, f"option_{each.arg.rstrip('_')}")


def found():
    """What stands in the code: keys and blanks asked for, patterns that begin with a word, words.

    A word is a string, or the name of a function, a field or a keyword: keys are put together of
    them.
    """
    asked, patterns, words = [], set(), set(string.digits)
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        asked += keys_asked_for(tree)
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(value)):
                    words.add(value.removeprefix("."))  # the ending of a file is a word too
                case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                    words.add(name)
                case ast.keyword(arg=str(name)):
                    words.add(name)
                case ast.JoinedStr(values=[ast.Constant(value=str(first)), *_] as parts):
                    if re.fullmatch(r"[a-z][a-z0-9]*_[a-z0-9_]*", first):
                        fixed = [p.value if isinstance(p, ast.Constant) else None for p in parts]
                        patterns.add("".join("(.+)" if p is None else re.escape(p) for p in fixed))
    return asked, patterns, words


ASKED, PATTERNS, WORDS = found()
KEYS = {key for key, _ in ASKED}
PATTERNS -= {"command_(.+)", "option_(.+)"}  # `help_of` says which of them there are


@cache
def used(key):
    if key in KEYS or key in WORDS or key in page_words():
        return True
    for pattern in PATTERNS:  # text(f"games_row_{game}")
        match = re.fullmatch(pattern, key)
        if match and all(part in WORDS for part in match.groups()):
            return True
    if any(key.endswith(end) and used(key.removesuffix(end)) for end in ENDINGS):
        return True
    cuts = [(key[:i], key[i + 1 :]) for i, letter in enumerate(key) if letter == "_"]
    return any(head in TEXTS and rest in WORDS and used(head) for head, rest in cuts)  # a choice


def blanks(words):
    names = (name for _, name, _, _ in string.Formatter().parse(words) if name is not None)
    return {name.partition(".")[0] for name in names}  # of {now.jsd}: now


def test_every_key_that_is_asked_for_exists():
    assert KEYS - set(TEXTS) == set()


def test_no_key_is_unused():
    assert [key for key in TEXTS if not used(key)] == []


def test_a_key_that_nobody_asks_for_would_be_found():
    assert [key for key in TEXTS if used(f"{key}_nowhere") or used(f"nowhere_{key}")] == []


def test_the_values_given_are_the_blanks():
    known = [(key, values) for key, values in ASKED if None not in values]  # None: **values
    wrong = [key for key, given in known if given - REFUSED != blanks(TEXTS[key]) - REFUSED]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_lacks_only_what_is_listed_here(language):
    known = {"en": []}
    assert texts.missing(language) == known[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_no_other_keys_than_english_and_the_same_blanks(language):
    own = catalogue(language)
    assert set(own) == set(TEXTS)
    prose = {key for key in TEXTS if "$" in TEXTS[key]}  # formulas have braces of their own
    assert [k for k in own if k not in prose and blanks(own[k]) != blanks(TEXTS[k])] == []


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "de" / "deep").mkdir(parents=True)
    (tmp_path / "en" / "page.toml").write_text('play = "Play"\npause = "Pause"\n')
    (tmp_path / "de" / "deep" / "page.toml").write_text('play = "Los"\n')
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    monkeypatch.setattr(texts, "LANGUAGES", ("de", "en"))
    catalogue.cache_clear()
    yield tmp_path
    set_language("en")
    catalogue.cache_clear()


def test_what_a_language_lacks_is_shown_in_english(folder):
    set_language("de")
    assert (text("play"), text("pause")) == ("Los", "Pause")
    assert page_words() == {"play": "Los", "pause": "Pause"}
    assert texts.missing("de") == ["pause"]


def test_a_key_in_two_files_is_refused(folder):
    (folder / "en" / "settings.toml").write_text('play = "Spiel"\n')
    with pytest.raises(ValueError, match="'play' of settings"):
        catalogue("en")


def test_a_line_break_is_a_space_and_a_list_is_lines(folder):
    (folder / "en" / "a.toml").write_text('a = """\nIn two\nlines.\n"""\nb = ["x", "y\\nz"]\n')
    assert text("a") == "In two lines."
    assert text("b") == "x\ny z"


def test_a_blank_says_how_its_number_is_written(folder):
    words = 'a = "{now.real:.2f}, {n:,}, {gap:.2g}"\nb = "{path:9}{score:.1f}"'
    (folder / "en" / "a.toml").write_text(words)
    assert text("a", now=-0.001 + 0j, n=1200, gap=-1.234e-7) == "0.00, 1,200, −1.2e−07"
    assert text("a", now=math.nan + 0j, n=0, gap=-math.inf) == "–, 0, −∞"
    assert text("b", path="a-b", score=-22.7) == "a-b      −22.7", "a path keeps its hyphens"


@pytest.mark.parametrize(
    ("value", "said"), [(0.00004, "4e−05"), (0.00006, "0.0001"), (0, "0.0000"), (math.nan, "–")]
)
def test_an_error_is_not_rounded_to_0(value, said):
    assert texts.number(value, "~.4f") == said


def test_a_summand_has_its_sign_before_a_space():
    assert [texts.number(x, "+.1f") for x in (0.26, -0.26, -0.01)] == ["+ 0.3", "− 0.3", "+ 0.0"]


def test_the_files_of_words_are_in_the_package():
    built = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert '"**/*.toml"' in built
    assert f"{PAGE}.toml" in {path.name for path in FOLDER.rglob("*.toml")}


def test_a_refusal_is_worded_where_it_is_shown(folder):
    refusal = _check.refuse("momentum", 2, "rule_below", high=1)
    (folder / "en" / "a.toml").write_text(
        'refused = "{name} = {value!r}: {rule}"\nrule_below = "below {high}"\n'
    )
    (folder / "de" / "a.toml").write_text('rule_below = "unter {high}"\n')
    assert str(refusal) == "momentum = 2: below 1"
    set_language("de")
    assert str(refusal) == "momentum = 2: unter 1"


def test_a_refusal_goes_to_another_process():
    refusal = _check.refuse("momentum", 2, "rule_below", high=1)
    copy = pickle.loads(pickle.dumps(refusal))
    assert isinstance(copy, ValueError)
    assert str(copy) == str(refusal)
    assert (copy.name, copy.value, copy.rule, copy.values) == (
        "momentum",
        2,
        "rule_below",
        {"high": 1},
    )
