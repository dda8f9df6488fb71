"""Many seeds at once against the single runs."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ganviz.distributions import Uniform, named, ring
from ganviz.toy import Ensemble, Noise, Player, Regularisation, ToyGAN, ToySettings
from ganviz.toy.ensemble import Fresh, stacked
from ganviz.toy.game import Sources, new_game
from ganviz.toy.networks import MLP
from ganviz.toy.samples import Source
from ganviz.toy.stack import StackedNetworks

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


class Joined(Source):
    """What single runs would draw, block by block."""

    def __init__(self, sources):
        self._sources = sources

    def restart(self, distribution): ...
    def load_state_dict(self, state): ...
    def state_dict(self):
        return {}

    def take(self, n):
        return torch.cat([source.take(n // len(self._sources)) for source in self._sources])


@pytest.mark.parametrize("form", FORMS)
def test_games_side_by_side_are_the_single_games(form):
    settings = FORMS[form]
    alone, fed = (
        [new_game(TARGET, PRIOR, replace(settings, seed=seed)) for seed in SEEDS] for _ in range(2)
    )
    names = ("z", "x", "noise", "mix")
    sources = Sources(*(Joined([getattr(game.sources, n) for game in fed]) for n in names))
    together = stacked(fed, settings, sources, "cpu")
    for _ in range(4):
        together.round()
        for game in alone:
            game.round()
    for place, game in enumerate(alone):
        for name in ("generator", "discriminator"):
            expected, stack = getattr(game, name).network, getattr(together, name).network
            found = getattr(fed[place], name).network
            stack.load_into(found, place)
            assert torch.allclose(found.theta, expected.theta, atol=2e-5)
            for state, right in zip(found.memory, expected.memory, strict=True):
                assert torch.allclose(state, right, atol=1e-4)
        if game.average is not None:
            together.generator.network.load_into(
                network := fed[place].generator.network, place, together.average
            )
            assert torch.allclose(network.theta, game.average, atol=2e-5)
    mean = torch.stack([game.d_loss for game in alone]).mean()
    assert together.d_loss.item() == pytest.approx(mean.item(), abs=1e-4)


@pytest.mark.parametrize("form", ["batch norm, maxout", "spectral norm, average"])
def test_a_member_is_what_the_ensemble_has(form):
    runs = Ensemble(TARGET, PRIOR, FORMS[form], SEEDS)
    start = ToyGAN(TARGET, PRIOR, replace(FORMS[form], seed=SEEDS[1]))
    z = np.random.default_rng(0).normal(size=(50, 2))
    assert np.allclose(runs.member(1).generator(z), start.generator(z))
    runs.step(5)
    member = runs.member(1)
    assert member.steps == 5
    assert member.settings == start.settings
    assert not np.allclose(member.generator(z), start.generator(z), atol=1e-3)
    assert not np.allclose(member.generator(z), runs.member(2).generator(z), atol=1e-3)
    assert member.snapshot().jsd > 0


def test_it_learns():
    runs = Ensemble(named("two_modes"), Noise("gaussian", 1), ToySettings(), SEEDS)
    before = [runs.member(place).snapshot().jsd for place in range(3)]
    runs.step(1200)
    after = [runs.member(place).snapshot().jsd for place in range(3)]
    assert all(late < early / 10 for early, late in zip(before, after, strict=True))


@pytest.mark.parametrize("form", ["sgd", "spectral norm, average", "unrolled"])
def test_a_resumed_ensemble_has_the_same_bits(form):
    runs, later = (Ensemble(TARGET, PRIOR, FORMS[form], SEEDS) for _ in range(2))
    runs.step(3)
    later.load_state_dict(runs.state_dict())
    for each in (runs, later):
        each.configure(generator=replace(G, lr=5e-4))
        each.step(3)
    assert later.steps == 6
    for name in ("generator", "discriminator"):
        a, b = (getattr(each._game, name).network.theta for each in (runs, later))
        assert torch.equal(a, b)


def test_a_seed_that_breaks_leaves_the_others_alone():
    runs = Ensemble(TARGET, PRIOR, SMALL, SEEDS)
    for part in runs._game.generator.network.views(runs._game.generator.network.theta):
        part[0] = torch.nan
    runs.step(2)
    with pytest.raises(RuntimeError, match="not finite"):
        runs.member(0).snapshot()
    assert np.isfinite(runs.member(1).snapshot().jsd)


@pytest.mark.parametrize(
    ("prior", "low", "high"),
    [(Noise("uniform", 2), -1, 1), (Uniform(2, 5), 2, 5), (Noise("gaussian", 3), -6, 6)],
)
def test_noise_is_drawn_fresh_on_the_device(prior, low, high):
    source = Fresh(prior, torch.Generator().manual_seed(0))
    drawn = source.take(4000).double().numpy()
    assert drawn.shape == (4000, prior.dim)
    assert low <= drawn.min() < drawn.max() <= high
    expected = prior.sample(40_000, np.random.default_rng(0)).reshape(-1, prior.dim)
    assert np.allclose(drawn.mean(0), expected.mean(0), atol=0.1)
    assert np.allclose(drawn.std(0), expected.std(0), atol=0.05)
    assert not np.array_equal(drawn, source.take(4000).numpy())


def test_what_cannot_be():
    with pytest.raises(ValueError, match=r"len\(seeds\) = 0"):
        Ensemble(TARGET, PRIOR, SMALL, [])
    with pytest.raises(ValueError, match="on the line"):
        Ensemble(named("gaussian"), PRIOR, SMALL, SEEDS)
    with pytest.raises(ValueError, match="pack cannot change"):
        Ensemble(TARGET, PRIOR, SMALL, SEEDS).configure(pack=2)
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="2 forms"):
        StackedNetworks([MLP((width,), "tanh", rng) for width in (4, 5)])
