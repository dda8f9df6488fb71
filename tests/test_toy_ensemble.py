"""Many runs at once are the single runs, bit for bit."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from comparing import same

from ganviz.distributions import named, ring
from ganviz.toy import Ensemble, Noise, Player, Regularisation, ToyGAN, ToySettings
from ganviz.toy.ensemble import BLOCK
from ganviz.toy.settings import require_alike

pytestmark = pytest.mark.long  # each steps three games and their ensemble
SEEDS = (3, 5, 8)
TARGET, PRIOR = ring(), Noise("gaussian", 2)
G, D = (Player((12, 12), kind, "sgd", lr=0.05, momentum=0.5) for kind in ("relu", "tanh"))
SMALL = ToySettings(batch=16, generator=G, discriminator=D)
FORMS = {
    "sgd": SMALL,
    "pack, k = 2": replace(SMALL, pack=2, k=2),
    "batch norm, maxout": replace(
        SMALL,
        update="simultaneous",
        generator=replace(G, batch_norm=True),
        discriminator=replace(D, activation="maxout"),
    ),
    "unrolled": replace(SMALL, objective="minimax", unroll=3),
    "spectral norm, average": replace(SMALL, ema=0.9, discriminator=replace(D, spectral_norm=True)),
    "relativistic, penalties": replace(
        SMALL,
        objective="relativistic",
        regularisation=Regularisation(r1=0.1, r2=0.1, gradient_penalty=0.1, instance_noise=0.1),
    ),
    "minibatch features": replace(SMALL, discriminator=replace(D, minibatch_features=3)),
}


def members(settings):
    return [replace(settings, seed=seed) for seed in SEEDS]


def unlike(settings):
    """Members that differ in all that may differ."""
    return [
        replace(
            settings,
            seed=seed,
            ema=settings.ema and 1 - 0.1 * rate,
            generator=replace(settings.generator, lr=0.02 * rate, momentum=0.2 * rate),
            discriminator=replace(settings.discriminator, lr=0.01 * rate, beta2=0.9 + 0.01 * rate),
            regularisation=Regularisation(
                **{name: rate * weight for name, weight in vars(settings.regularisation).items()}
            ),
        )
        for seed, rate in zip(SEEDS, (1, 2, 3), strict=True)
    ]


@pytest.mark.parametrize("different", [False, True], ids=["seeds", "numbers"])
@pytest.mark.parametrize("form", FORMS)
def test_members_have_the_bits_of_lone_runs(form, different):
    settings = unlike(FORMS[form]) if different else members(FORMS[form])
    together = Ensemble(TARGET, PRIOR, settings)
    alone = [ToyGAN(TARGET, PRIOR, each) for each in settings]
    together.step(5)
    for place, run in enumerate(alone):
        run.step(5)
        member = together.member(place)
        same(member.state_dict(), run.state_dict())
        member.step(70)  # past the end of what is computed ahead
        run.step(70)
        same(member.state_dict(), run.state_dict())
    together.step(70)
    same(together.member(1).state_dict(), alone[1].state_dict())
    same(together.snapshot().members[2], alone[2].snapshot())


def test_members_may_differ_in_all_settings():
    settings = list(FORMS.values())
    together = Ensemble(TARGET, PRIOR, [*settings, *settings])
    together.step(3)
    for place, each in enumerate(settings):
        run = ToyGAN(TARGET, PRIOR, each)
        run.step(3)
        same(together.member(place).state_dict(), run.state_dict())
        same(together.member(len(settings) + place).state_dict(), run.state_dict())


def test_more_members_than_lie_together():
    many = [replace(SMALL, seed=seed) for seed in range(BLOCK + 2)]
    together, alone = Ensemble(TARGET, PRIOR, many), ToyGAN(TARGET, PRIOR, many[-1])
    for run in (together, alone):
        run.step(3)
    same(together.member(BLOCK + 1).state_dict(), alone.state_dict())


def test_it_learns():
    runs = Ensemble(named("two_modes"), Noise("gaussian", 1), members(ToySettings()))
    before = [runs.member(place).snapshot().jsd for place in range(3)]
    runs.step(1200)
    after = [runs.member(place).snapshot().jsd for place in range(3)]
    assert all(late < early / 10 for early, late in zip(before, after, strict=True))


@pytest.mark.parametrize("form", FORMS)
def test_a_resumed_ensemble_has_the_same_bits(form):
    runs, later = (Ensemble(TARGET, PRIOR, members(FORMS[form])) for _ in range(2))
    runs.step(3)
    later.load_state_dict(runs.state_dict())
    for each in (runs, later):
        each.configure(generator=replace(FORMS[form].generator, lr=5e-4))
        each.step(3)
    assert later.steps == 6
    same(runs.state_dict(), later.state_dict())


def test_unrolling_can_be_switched_on_and_off():
    together, alone = (
        Ensemble(TARGET, PRIOR, members(SMALL)),
        ToyGAN(TARGET, PRIOR, members(SMALL)[1]),
    )
    for run in (together, alone):
        run.step(2)
        run.configure(unroll=2)
        run.step(2)
        run.configure(unroll=0)
        run.step(2)
    same(together.member(1).state_dict(), alone.state_dict())


def test_a_seed_that_breaks_leaves_the_others_alone():
    runs = Ensemble(TARGET, PRIOR, members(SMALL))
    state = runs.state_dict()
    state["members"][0]["generator"]["theta"][:] = np.nan
    runs.load_state_dict(state)
    runs.step(2)
    with pytest.raises(RuntimeError, match="not finite"):
        runs.member(0).snapshot()
    assert np.isfinite(runs.member(1).snapshot().jsd)


def test_what_cannot_be():
    with pytest.raises(ValueError, match=r"len\(settings\) = 0"):
        Ensemble(TARGET, PRIOR, [])
    with pytest.raises(ValueError, match="on the line"):
        Ensemble(named("gaussian"), PRIOR, members(SMALL))
    with pytest.raises(ValueError, match="pack cannot change"):
        Ensemble(TARGET, PRIOR, members(SMALL)).configure(pack=2)
    for name, other in (
        ("k", replace(SMALL, k=2)),
        ("generator.hidden", replace(SMALL, generator=replace(G, hidden=(4,)))),
        ("ema", replace(SMALL, ema=0.5)),
    ):
        with pytest.raises(ValueError, match=f"members differ in {name}"):
            require_alike([SMALL, other])


@pytest.mark.parametrize("form", FORMS)
def test_on_tensors_it_is_the_same_within_rounding(form):
    settings = unlike(FORMS[form])
    arrays, tensors = (Ensemble(TARGET, PRIOR, settings, device=at) for at in (None, "cpu"))
    for runs in (arrays, tensors):
        runs.step(8)
    for place in range(len(SEEDS)):
        a, b = (runs.member(place).state_dict() for runs in (arrays, tensors))
        for name in ("generator", "discriminator"):
            assert np.allclose(a[name]["theta"], b[name]["theta"], atol=2e-5), name
        assert a["losses"] == pytest.approx(b["losses"], abs=1e-4)
    copied = copy.deepcopy(tensors)
    for runs in (copied, tensors):
        runs.step(2)
    same(copied.state_dict(), tensors.state_dict())
