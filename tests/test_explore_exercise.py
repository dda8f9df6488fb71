"""The card of an exercise without a browser."""

import importlib
import json
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from ganviz import explore
from ganviz.exercises import EXERCISES
from ganviz.explore.exercise import ExerciseSettings
from ganviz.texts import text

MODULE = importlib.import_module("ganviz.widgets.card")


@pytest.fixture
def card():
    made = explore.exercise("growth_factor")
    yield made
    made.close()


def words(card):
    return card._words.value


def verdict(card):
    return card._verdict.value


def test_it_begins_with_the_statement_alone(card):
    exercise = EXERCISES["growth_factor"]
    assert exercise.title in words(card)
    assert exercise.source in words(card)
    assert exercise.statement in words(card)
    assert not any(hint in words(card) for hint in exercise.hints)
    assert exercise.explanation not in words(card)
    assert verdict(card) == ""


def test_hints_come_one_at_a_time_until_there_are_no_more(card):
    hints = EXERCISES["growth_factor"].hints
    for shown in range(1, len(hints) + 1):
        assert not card._hint.disabled
        card._hint.click()
        assert [hint in words(card) for hint in hints] == [i < shown for i in range(len(hints))]
        assert str(len(hints) - shown) in card._hint.description
    assert card._hint.disabled


def test_the_solution_comes_and_goes(card):
    exercise = EXERCISES["growth_factor"]
    card._hint.click()
    card._solve.click()
    assert exercise.explanation in words(card)
    assert "math.sqrt(1 + h**2)" in words(card)
    assert exercise.hints[0] not in words(card), "in place of the hints"
    assert card._hint.disabled
    card._solve.click()
    assert exercise.explanation not in words(card)
    assert exercise.hints[0] in words(card)
    assert not card._hint.disabled


def test_check_looks_for_the_answer_in_the_notebook(card, monkeypatch):
    space = {}
    monkeypatch.setattr(MODULE, "get_ipython", lambda: SimpleNamespace(user_ns=space))
    card._check.click()
    assert text("exercise_unanswered") in verdict(card)
    space["growth_factor"] = lambda h: 1 + h**2
    card._check.click()
    assert EXERCISES["growth_factor"].remark("squared") in verdict(card)
    space["growth_factor"] = EXERCISES["growth_factor"].solution
    card._check.click()
    assert text("exercise_correct", n=6) in verdict(card)


def test_check_without_a_notebook_and_with_an_answer(card):
    card._check.click()
    assert text("exercise_unanswered") in verdict(card)
    assert card.check(EXERCISES["growth_factor"].solution).correct
    assert "✓" in verdict(card)


def test_settings_go_through_json(card):
    card.set(hints=1, solution=True)
    shared = card.to_json()
    assert json.loads(shared) == {"name": "growth_factor", "hints": 1, "solution": True}
    again = explore.exercise(settings=explore.from_json(ExerciseSettings, shared))
    assert words(again) == words(card)
    again.close()


@pytest.mark.parametrize(
    ("changes", "refused"),
    [({"hints": 9}, "hints = 9"), ({"hints": -1}, "hints = -1"), ({"name": "parzen"}, "name")],
)
def test_what_is_not_allowed_changes_nothing(card, changes, refused):
    before = card.settings, words(card)
    with pytest.raises(ValueError, match=refused):
        card.set(**changes)
    assert (card.settings, words(card)) == before


def test_an_unknown_exercise_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'game_flow'"):
        explore.exercise("game_flaw")


def test_failures_appear_on_the_message_line(card, monkeypatch):
    def fail(*_):
        raise RuntimeError("the check has failed")

    monkeypatch.setattr(MODULE.exercises, "check", fail)
    card._check.click()
    assert "the check has failed" in card.message.value


def test_a_closed_card_leaves_nothing_on_the_page(card):
    row = card.widget.children[1]
    parts = [card.widget, card.message, row, *row.children]
    assert all(part.comm is not None for part in parts)
    card.close()
    assert all(part.comm is None for part in parts)


def test_the_cards_of_a_page_share_their_looks(card):
    other = explore.exercise("game_flow")
    assert other._hint.layout is card._hint.layout
    assert other._hint.style is card._hint.style
    other.close()


def test_the_class_is_had_from_the_front_door():
    assert isinstance(explore.exercise("parzen"), explore.Card)
    with pytest.raises(AttributeError, match="Cart"):
        _ = explore.Cart


class Tags(HTMLParser):
    """Fails on an end tag without its start, and on what only looks like a tag."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        assert tag in {"div", "span", "b", "i", "hr", "pre", "code", "sub", "sup"}, tag
        if tag != "hr":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", EXERCISES)
def test_the_whole_card_is_sound_html(name):
    card = explore.exercise(settings=ExerciseSettings(name, len(EXERCISES[name].hints)))
    for _ in range(2):
        tags = Tags()
        tags.feed(words(card))
        tags.close()
        assert tags.open == []
        card._solve.click()
    card.set(solution=True)
    assert f"def {name}(" in words(card)
    card.close()
