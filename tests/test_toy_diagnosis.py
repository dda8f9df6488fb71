"""Each rule speaks on runs that were made to fail, and all are silent on healthy ones."""

from dataclasses import replace

import numpy as np
import pytest

from ganviz.distributions import Gaussian, GaussianMixture2D, Uniform, named, ring
from ganviz.toy import (
    PLANE_DEFAULTS,
    Diverged,
    Noise,
    Player,
    Regularisation,
    ToyGAN,
    ToySettings,
)
from ganviz.toy.snapshots.diagnosis import RULES, WINDOW, diagnose
from ganviz.toy.snapshots.signs import Signs, signs_of

EVERY = 100


def plane(generator=None, discriminator=None, **changes):
    g = {"activation": "relu", "lr": 1e-3} | (generator or {})
    d = {"lr": 1e-3} | (discriminator or {})
    return ToySettings(generator=Player(**g), discriminator=Player(**d), **changes)


def play(p_data, settings, rounds=1200):
    """Signs at every moment, and the reason if the run broke off."""
    p_z = Uniform(-1, 1) if p_data.dim == 1 else Noise("gaussian", 2)
    gan, history = ToyGAN(p_data, p_z, settings), []
    try:
        for _ in range(rounds // EVERY):
            gan.step(EVERY)
            history.append(signs_of(gan.snapshot()))
    except Diverged as error:
        return history, str(error)
    return history, ""


def names(history, stopped=""):
    return [finding.name for finding in diagnose(history, stopped=stopped)]


AFFINE = {"hidden": (), "optimizer": "sgd", "lr": 0.1}
CRITICS = {"objective": "wasserstein", "discriminator": {"hidden": ()}}
FAILURES = {
    "a ReLU D after steps that were far too large": (
        "dead_discriminator",
        ring(std=0.1),
        plane(discriminator={"activation": "relu", "optimizer": "sgd", "lr": 30.0}),
    ),
    "minimax against data that D tells apart at once": (
        "saturated_generator",
        GaussianMixture2D([[6.0, 6.0]], 0.2),
        plane({"optimizer": "sgd"}, {"lr": 1e-2}, objective="minimax"),
    ),
    "minimax on the line": (
        "saturated_generator",
        Gaussian(8, 0.5),
        ToySettings(objective="minimax"),
    ),
    "two modes far apart": (
        "mode_collapse",
        GaussianMixture2D([[-4.0, 0.0], [4.0, 0.0]], 0.3),
        plane({"optimizer": "sgd", "lr": 0.05}),
    ),
    "two modes far apart on the line": ("mode_collapse", named("far_modes"), ToySettings()),
    "an affine critic, which G runs after for ever": (
        "oscillation",
        ring(std=0.1),
        plane(**CRITICS),
    ),
    "momentum": (
        "oscillation",
        ring(std=0.1),
        plane({"momentum": 0.9, "lr": 3e-3}, {"momentum": 0.9}),
    ),
    "simultaneous steps on a bilinear game": (
        "divergence",
        ring(std=0.1),
        plane(AFFINE, AFFINE, objective="wasserstein", update="simultaneous"),
    ),
    "steps that are far too large": (
        "divergence",
        ring(std=0.1),
        plane(
            {"optimizer": "sgd", "lr": 0.5},
            {"optimizer": "sgd", "lr": 0.5},
            objective="wasserstein",
        ),
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("failure", FAILURES)
def test_a_run_made_to_fail_is_named(failure):
    name, p_data, settings = FAILURES[failure]
    history, stopped = play(p_data, settings)
    found = diagnose(history, stopped=stopped)
    assert name in [f.name for f in found]
    for finding in found:
        assert len({finding.title, finding.evidence, finding.suggestion}) == 3
        assert any(digit in finding.evidence for digit in "0123456789")


HEALTHY = {
    "soft ring": (named("soft_ring"), replace(PLANE_DEFAULTS, seed=1)),
    "moons": (named("two_moons"), replace(PLANE_DEFAULTS, seed=2)),
    "circle": (named("circle"), replace(PLANE_DEFAULTS, seed=3)),
    "spiral": (named("spiral"), replace(PLANE_DEFAULTS, seed=4)),
    "moons without a penalty": (named("two_moons"), plane(seed=5)),
    "relativistic": (
        named("two_moons"),
        plane(objective="relativistic", regularisation=Regularisation(r1=0.1), seed=6),
    ),
    "one Gaussian": (Gaussian(), ToySettings(seed=7)),
    "flat": (named("uniform"), ToySettings(seed=8)),
}


@pytest.mark.long
@pytest.mark.parametrize("run", HEALTHY)
def test_nothing_is_found_at_any_time_of_a_healthy_run(run):
    history, stopped = play(*HEALTHY[run])
    for end in range(1, len(history) + 1):
        assert names(history[:end], stopped) == []


# Histories made by hand: what each threshold and each word depends on.

GOOD = Signs(0, 1.38, 0.7, 0.2, 0.1, 0.03, 0.5, 0.03, 0.97, 1.0, 0.0, 0.0)


def made(rounds=2000, every=50, **columns):
    """A healthy history, with some columns given as functions of the step."""
    steps = range(0, rounds + 1, every)
    return [replace(GOOD, step=t, **{k: f(t) for k, f in columns.items()}) for t in steps]


def constant(value):
    return lambda step: value


def test_a_good_history_is_silent_and_so_is_one_that_is_short():
    assert names(made()) == []
    lost = {"missed": constant(0.9), "quality": constant(1.0)}
    assert names(made(**lost)) == ["mode_collapse"]
    assert names(made(rounds=WINDOW - 50, **lost)) == []
    assert names(made(rounds=6 * WINDOW, every=WINDOW, **lost)) == []  # seven moments


def test_dead_and_saturated_are_told_apart_by_whether_d_errs():
    still = {"g_grad_norm": constant(0.0), "jsd": constant(0.6)}
    assert names(made(d_accuracy=constant(0.6), **still)) == ["dead_discriminator"]
    assert names(made(d_accuracy=constant(1.0), **still)) == ["saturated_generator"]
    # At the optimum there is no gradient either, and nothing is wrong.
    assert names(made(d_accuracy=constant(0.5), g_grad_norm=constant(0.0))) == []


@pytest.mark.parametrize(("lucky", "found"), [(0.05, ["saturated_generator"]), (0.2, [])])
def test_a_generator_stands_still_if_nine_moments_in_ten_say_so(lucky, found):
    """A minibatch in twenty gives a gradient by luck; one in five is learning, however slow."""
    often = made(rounds=4000, g_grad_norm=lambda t: 0.5 if t // 50 % round(1 / lucky) == 0 else 0.0)
    lost = [replace(signs, jsd=0.6, d_accuracy=1.0) for signs in often]
    assert names(lost) == found


def test_the_moment_before_the_first_step_has_no_gradient_and_says_nothing():
    untrained = replace(GOOD, step=0, g_grad_norm=np.nan, d_loss=np.nan, g_loss=np.nan, jsd=0.6)
    assert diagnose([]) == ()
    assert diagnose([untrained]) == ()
    moments = made(WINDOW, jsd=constant(0.6), d_accuracy=constant(0.6))
    assert names([untrained, *moments[1:]]) == []


def test_a_generator_that_still_gains_ground_has_not_collapsed():
    slow = made(missed=lambda t: 0.9 - 0.4 * t / 2000, quality=constant(0.9))
    assert names(slow) == []
    off_the_data = made(missed=constant(0.9), quality=constant(0.1))
    assert names(off_the_data) == []


@pytest.mark.parametrize("sign", ["centre_x", "centre_y", "spread"])
@pytest.mark.parametrize("period", [100, 400, 1200])
def test_oscillation_is_found_at_any_pace_and_in_any_direction(sign, period):
    def wave(size):
        return made(3000, 20, **{sign: lambda t: 1 + size * np.sin(2 * np.pi * t / period)})

    assert names(wave(0.5)) == ["oscillation"]
    assert names(wave(0.2)) == []


def test_an_oscillation_that_has_died_down_is_over():
    damped = made(3000, 20, centre_x=lambda t: np.exp(-t / 300) * np.sin(2 * np.pi * t / 200))
    assert "oscillation" not in names(damped)


def test_jitter_of_a_minibatch_is_no_oscillation():
    noise = np.random.default_rng(0).normal(0, 0.07, 10_000)
    assert names(made(5000, 20, centre_x=lambda t: noise[t], spread=lambda t: 1 + noise[-t])) == []


def test_growing_without_end_is_divergence_and_being_far_at_the_start_is_not():
    assert names(made(centre_x=lambda t: t / 100)) == ["divergence"]
    assert names(made(d_loss=lambda t: 10 ** (t / 500))) == ["divergence"]
    assert (
        names(made(centre_x=lambda t: 30 - t / 100, missed=constant(1), quality=constant(0))) == []
    )
    assert names(made(), "the generator's loss is not finite at step 7") == ["divergence"]
    # The constant of a critic drifts: only G's loss sees it.
    assert names(made(g_loss=lambda t: 5.0 * t)) == []


def test_a_collapse_that_wanders_is_both():
    turn = made(
        3000,
        20,
        missed=constant(0.85),
        quality=constant(0.95),
        centre_x=lambda t: np.sign(np.sin(t / 100)),
    )
    assert names(turn) == ["mode_collapse", "oscillation"]
    assert set(RULES) >= set(names(turn))


def test_the_last_rounds_count_not_the_first():
    healed = made(6000, 50, missed=lambda t: 0.9 if t < 2000 else 0.05, quality=constant(0.95))
    assert names(healed[:41]) == ["mode_collapse"]
    assert names(healed) == []


@pytest.mark.parametrize("m", range(1, 9))
def test_the_share_missed_is_that_of_the_modes_that_are_not_made(m):
    p_data = ring(std=0.05)
    gan = ToyGAN(p_data, Noise("gaussian", 2), plane())
    seen = gan.snapshot()
    fake = GaussianMixture2D(p_data.means[:m], 0.05).sample(256, np.random.default_rng(0))
    signs = signs_of(replace(seen, fake=fake))
    present = np.argmin(((seen.real[:, None] - p_data.means) ** 2).sum(-1), axis=1) < m
    assert signs.missed == pytest.approx(1 - present.mean(), abs=0.02)
    assert signs.quality > 0.95
