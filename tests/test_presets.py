"""Every preset shows what it says: the diseases are diagnosed, and each cure is better off."""

from functools import lru_cache

import numpy as np
import pytest

from ganviz.explore import PRESETS
from ganviz.explore.playground.presets import HELVETICA, REMEDIES
from ganviz.explore.playground.settings import difference, parse
from ganviz.texts import text
from ganviz.theory import off_the_circle, parts_visited
from ganviz.toy import Diverged
from ganviz.toy.snapshots.diagnosis import diagnose
from ganviz.toy.snapshots.signs import signs_of

pytestmark = pytest.mark.long


@lru_cache
def played(game, rounds):
    """Snapshots at a dozen moments, or every 100 rounds, and the findings at the end."""
    run, seen, stopped = game.run(), [], ""
    every = min(100, rounds // 12)
    try:
        for _ in range(rounds // every):
            run.step(every)
            seen.append(run.snapshot())
    except Diverged as error:
        stopped = str(error)
    found = diagnose([signs_of(s) for s in seen], stopped=stopped)
    return seen, {finding.name for finding in found}


def later(seen, field):
    """The mean over the second half: a run that wanders has no end."""
    return np.mean([getattr(s, field) for s in seen[len(seen) // 2 :]])


DISEASES = {
    "helvetica": ("mode_collapse", 1_500),
    "cycling": ("oscillation", 2_000),
    "saturation": ("saturated_generator", 1_200),
    "dead": ("dead_discriminator", 1_200),
    "divergence": ("divergence", 1_200),
}


@pytest.mark.parametrize("name", DISEASES)
def test_a_disease_is_diagnosed(name):
    finding, rounds = DISEASES[name]
    _, found = played(PRESETS[name][0], rounds)
    assert finding in found


PAIRS = {
    "k": 480,
    "two_rates": 480,
    "packing": 480,
    "unrolling": 240,
    "r1": 2_000,
    "saturation": 1_200,
    "divergence": 1_200,
    "wasserstein": 600,
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_second_lane_is_better_off(name):
    (ill, _), (cured, found) = (played(game, PAIRS[name]) for game in PRESETS[name])
    assert later(cured, "jsd") < later(ill, "jsd") - 0.05
    if not np.isnan(ill[0].modes):
        assert later(cured, "modes") >= later(ill, "modes")
    assert DISEASES.get(name, ("mode_collapse", 0))[0] not in found


@pytest.mark.parametrize("name", sorted(set(REMEDIES) & set(PRESETS) - {"r1"}))
def test_a_cure_of_helvetica_changes_one_thing_and_finds_the_modes(name):
    ill, cured = PRESETS[name]
    assert ill == HELVETICA
    assert len(difference(ill, cured)) == 1
    assert later(played(ill, PAIRS[name])[0], "modes") < 5
    assert later(played(cured, PAIRS[name])[0], "modes") > 7


def test_the_start_is_healthy_and_covers_all_modes():
    seen, found = played(*PRESETS["start"], 1_200)
    assert found == set()
    assert later(seen, "modes") == 8
    assert later(seen, "high_quality") > 0.7


def test_one_dimension_of_z_goes_around_the_circle():
    seen, found = played(*PRESETS["circle"], 2_000)
    assert found == set()
    assert seen[-1].warp.shape[1] == 1, "a line"
    assert parts_visited(seen[-1].fake[:, None])[0] >= 7
    assert off_the_circle(seen[-1].fake).mean() < 0.08


def test_the_petals_are_learnt():
    seen, found = played(*PRESETS["iris"], 1_200)
    assert found == set()
    assert later(seen, "jsd") < 0.15


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_in_a_line_what_to_see(name):
    title, about = text(f"preset_{name}"), text(f"preset_{name}_about")
    assert 3 < len(title) < 32
    assert 20 < len(about) < 200
    assert about.endswith(".")


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_can_be_shared_as_text(name):
    for game in PRESETS[name]:
        assert parse(game.to_json()) == (game,)
