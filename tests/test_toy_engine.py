import copy
import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from ganviz import theory
from ganviz.distributions import Gaussian, Uniform, named
from ganviz.toy import Diverged, Player, ToyGAN, ToySettings, push_forward

TARGET, PRIOR = named("two_modes"), Uniform(-1, 1)
SMALL = ToySettings(
    batch=16,
    generator=Player((8,), "tanh", momentum=0.5),
    discriminator=Player((8,), "tanh", lr=0.01, momentum=0.5),
)


def thetas(gan):
    game = gan._game
    return np.concatenate([game.generator.network.theta, game.discriminator.network.theta])


def variant(optimizer="adam", momentum=0.5, **changes):
    players = {
        name: replace(getattr(SMALL, name), optimizer=optimizer, momentum=momentum)
        for name in ("generator", "discriminator")
    }
    return replace(SMALL, **players, **changes)


VARIANTS = {
    "adam": variant(),
    "adam simultaneous k=3": variant(update="simultaneous", k=3),
    "sgd": variant("sgd", 0.0),
    "sgd momentum minimax": variant("sgd", 0.9, objective="minimax"),
    "sgd momentum simultaneous": variant("sgd", 0.5, update="simultaneous"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", VARIANTS)
def test_a_resumed_run_gives_the_same_bits(name):
    rng = np.random.default_rng(5)
    whole = ToyGAN(TARGET, PRIOR, VARIANTS[name])
    for _ in range(3):
        whole.step(int(rng.integers(1, 500)))  # across the ends of the sample blocks
        state = whole.state_dict()
        kept = copy.deepcopy(state)
        other = ToyGAN(Gaussian(), PRIOR, VARIANTS[name])
        other.step(3)
        other.load_state_dict(state)
        assert other.snapshot().d_loss == whole.snapshot().d_loss
        whole.step(150)
        other.step(150)
        assert np.array_equal(thetas(whole), thetas(other))
        other.load_state_dict(state)  # the state was not written to meanwhile
        assert np.array_equal(state["generator"]["theta"], kept["generator"]["theta"])
        other.step(150)
        assert np.array_equal(thetas(whole), thetas(other))
        assert other.steps == whole.steps


def test_resume_after_changes_during_the_run():
    whole = ToyGAN(TARGET, PRIOR, SMALL)
    whole.step(20)
    whole.configure(
        p_data=Gaussian(1, 2),
        k=2,
        objective="minimax",
        batch=9,
        update="simultaneous",
        generator=replace(SMALL.generator, lr=0.02, momentum=0.1),
    )
    whole.step(5)
    other = ToyGAN(TARGET, PRIOR, SMALL)
    other.load_state_dict(whole.state_dict())
    assert other.settings == whole.settings
    assert np.array_equal(other.snapshot().p_data, whole.snapshot().p_data)
    whole.step(30)
    other.step(30)
    assert np.array_equal(thetas(whole), thetas(other))


def test_everything_follows_from_the_seed_and_the_global_rng_is_left_alone():
    torch.manual_seed(1)
    before = torch.get_rng_state()
    runs = []
    for seed in (3, 3, 4):
        gan = ToyGAN(TARGET, PRIOR, replace(SMALL, seed=seed))
        gan.step(30)
        torch.rand(1)
        np.random.default_rng().random()
        gan.step(30)
        gan.snapshot()
        runs.append(thetas(gan))
    torch.manual_seed(1)
    assert torch.equal(before, torch.get_rng_state())
    assert np.array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])


def test_it_does_not_touch_the_global_rngs():
    torch.manual_seed(1)
    before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    gan.step(30)
    gan.snapshot()
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1])  # noqa: NPY002


def test_steps_in_pieces_and_looking_change_nothing():
    one, many = ToyGAN(TARGET, PRIOR, SMALL), ToyGAN(TARGET, PRIOR, SMALL)
    one.step(50)
    for _ in range(50):
        many.step()
        many.snapshot()
    assert np.array_equal(thetas(one), thetas(many))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_algorithm_1_against_plain_pytorch(optimizer, update):
    """The same game with nn.Sequential, torch.optim and backward, on the same samples."""
    settings = variant(optimizer, 0.5, update=update, k=2)
    gan = ToyGAN(TARGET, PRIOR, settings)
    spare = ToyGAN(TARGET, PRIOR, settings)  # its streams yield the same samples

    def module(learner):
        first, last = (m for m in learner.network.matrices(learner.network.theta) if m.size)
        net = torch.nn.Sequential(
            *(torch.nn.Linear(len(first) - 1, len(last) - 1), torch.nn.Tanh()),
            torch.nn.Linear(len(last) - 1, last.shape[1]),
        )
        for p, w in zip(net.parameters(), parameters(learner), strict=True):
            p.data.copy_(w)
        return net

    def parameters(learner):
        """Weights and biases as torch has them."""
        matrices = learner.network.matrices(learner.network.theta)
        parts = [part for m in matrices if m.size for part in (m[:-1].T, m[-1])]
        return [torch.from_numpy(part.copy()) for part in parts]

    def take(stream):
        return torch.from_numpy(stream.take(settings.batch).T.copy())

    G, D = module(gan._game.generator), module(gan._game.discriminator)
    rates = {"sgd": {"momentum": 0.5}, "adam": {"betas": (0.5, 0.999)}}[optimizer]
    cls = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[optimizer]
    opt_g = cls(G.parameters(), lr=settings.generator.lr, **rates)
    opt_d = cls(D.parameters(), lr=settings.discriminator.lr, **rates)
    bce = torch.nn.functional.binary_cross_entropy_with_logits

    def against(logits, label):
        return bce(logits, torch.full_like(logits, label))

    for _ in range(5):
        for i in range(settings.k):
            fake = G(take(spare._game.sources.z))
            real = take(spare._game.sources.x)
            d_loss = against(D(real), 1.0) + against(D(fake.detach()), 0.0)
            d_gradient = torch.autograd.grad(d_loss, list(D.parameters()))
            if update == "simultaneous" and i == settings.k - 1:
                g_gradient = torch.autograd.grad(against(D(fake), 1.0), list(G.parameters()))
            for p, g in zip(D.parameters(), d_gradient, strict=True):
                p.grad = g
            opt_d.step()
        if update == "alternating":
            g_loss = against(D(G(take(spare._game.sources.z))), 1.0)
            g_gradient = torch.autograd.grad(g_loss, list(G.parameters()))
        for p, g in zip(G.parameters(), g_gradient, strict=True):
            p.grad = g
        opt_g.step()
    gan.step(5)
    for net, learner in ((G, gan._game.generator), (D, gan._game.discriminator)):
        for p, w in zip(net.parameters(), parameters(learner), strict=True):
            assert torch.allclose(p, w, rtol=2e-4, atol=2e-6)
    assert gan.snapshot().d_loss == pytest.approx(d_loss.item(), rel=1e-4)


def test_lone_steps_leave_the_other_player_alone():
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    z = np.linspace(-1, 1, 9)
    g, d = gan.generator(z), gan.discriminator(z)
    gan.step_discriminator(7)
    assert np.array_equal(gan.generator(z), g)
    assert not np.array_equal(gan.discriminator(z), d)
    d = gan.discriminator(z)
    gan.step_generator(4)
    assert np.array_equal(gan.discriminator(z), d)
    assert not np.array_equal(gan.generator(z), g)
    assert gan.steps == gan.snapshot().step == 11


def test_training_d_alone_approaches_the_optimal_one():
    gan = ToyGAN(Gaussian(0.5, 1), PRIOR, replace(SMALL, batch=256))
    before = gan.snapshot()
    gan.step_discriminator(800)
    after = gan.snapshot()
    assert after.criterion == before.criterion  # G stood still
    assert before.value < after.value <= after.criterion
    assert after.criterion - after.value < 0.3 * (before.criterion - before.value)


def test_configure_changes_live_fields_at_once():
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    gan.step()
    gan.configure(discriminator=replace(SMALL.discriminator, lr=1e-12))
    before = gan.discriminator(np.linspace(-2, 2, 5))
    gan.step_discriminator(5)
    assert np.allclose(before, gan.discriminator(np.linspace(-2, 2, 5)), atol=1e-8)
    gan.configure(p_data=Gaussian(9, 1))
    x = gan.snapshot().x
    assert x.min() < -0.9
    assert x.max() > 12


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"seed": 2}, "seed cannot change during a run"),
        ({"generator": Player((3,), "tanh")}, r"generator\.hidden cannot change"),
        ({"discriminator": Player((8,), "tanh", "sgd")}, r"discriminator\.optimizer"),
        ({"lr": 1}, "changes = 'lr' is not allowed"),
        ({"k": 0, "k_g": 0}, "k = 0 is not allowed"),
        ({"p_data": named("ring")}, "p_data = .* a distribution on the line"),
    ],
)
def test_configure_refuses_and_then_nothing_has_changed(changes, message):
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    with pytest.raises(ValueError, match=message):
        gan.configure(**{"batch": 3, **changes})
    assert gan.settings == SMALL
    assert gan.p_data == TARGET


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match=r"p_z = .* a distribution on the line"):
        ToyGAN(TARGET, named("ring"))
    with pytest.raises(ValueError, match=r"view = .* low < high"):
        ToyGAN(TARGET, PRIOR, view=(1, 1))
    with pytest.raises(ValueError, match="n = 0"):
        ToyGAN(TARGET, PRIOR).step(0)
    state = ToyGAN(TARGET, PRIOR).state_dict()
    with pytest.raises(ValueError, match=r"generator\.hidden"):
        ToyGAN(TARGET, PRIOR, SMALL).load_state_dict(state)


def test_a_diverging_run_says_so_and_can_be_taken_back():
    sgd = Player(hidden=(8,), activation="relu", optimizer="sgd", lr=1e6, momentum=0.9)
    gan = ToyGAN(TARGET, PRIOR, replace(SMALL, generator=sgd, discriminator=sgd))
    start = gan.state_dict()
    with pytest.raises(Diverged, match=r"(generator|discriminator)'s .* not finite at step \d+"):
        gan.step(500)
    with pytest.raises(Diverged):
        gan.snapshot()
    gan.load_state_dict(start)
    assert np.isfinite(gan.snapshot().p_g).all()


CASES = {
    "start": (TARGET, PRIOR, 0, None),
    "trained": (TARGET, PRIOR, 150, None),
    "gaussian prior": (Gaussian(1, 0.7), Gaussian(), 150, None),
    "jumps": (Uniform(-2, 2), PRIOR, 50, None),
    "kinks": (named("laplace"), PRIOR, 50, None),
    "heavy tails": (named("student_t"), Gaussian(), 100, None),
    "real data": (named("iris_petal_length"), PRIOR, 50, None),
    "narrow view": (TARGET, PRIOR, 150, (-0.5, 1.0)),
    "view beside p_g": (Gaussian(20, 1), PRIOR, 0, (15.0, 25.0)),
}


@pytest.mark.parametrize("case", CASES)
def test_snapshots_against_the_theory(case):
    p_data, p_z, rounds, view = CASES[case]
    gan = ToyGAN(p_data, p_z, SMALL, view=view)
    if rounds:
        gan.step(rounds)
    s = gan.snapshot()
    p_g = push_forward(gan.generator, p_z, gan._observer._quadrature.edges)
    assert s.value == pytest.approx(theory.value(p_data, p_g, gan.discriminator).value, abs=1e-6)
    assert s.criterion == pytest.approx(theory.criterion(p_data, p_g).value, abs=1e-6)
    assert s.jsd == pytest.approx(theory.js_divergence(p_data, p_g).value, abs=1e-6)
    assert s.value <= s.criterion
    assert np.allclose(s.p_g, p_g.pdf(s.x), atol=1e-5)
    assert np.allclose(s.d, gan.discriminator(s.x.astype(float)), atol=1e-5)
    d_star = theory.optimal_discriminator(p_data, p_g)(s.x)
    assert np.allclose(s.d_star, d_star, atol=1e-4, equal_nan=True)


def test_a_snapshot_is_small_frozen_and_honest_about_what_is_not_known_yet():
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    s = gan.snapshot()
    assert np.isnan([s.d_loss, s.g_loss, s.d_grad_norm, s.g_grad_norm]).all()
    gan.step()
    s = gan.snapshot()
    shown = [*vars(s).values(), *vars(s.critic).values()]
    arrays = [v for v in shown if isinstance(v, np.ndarray)]
    assert sum(a.nbytes for a in arrays) < 6_000
    assert all(a.dtype == np.float32 and not a.flags.writeable for a in arrays)
    assert np.isfinite([s.d_loss, s.g_loss, s.d_grad_norm, s.g_grad_norm]).all()
    width = float(np.diff(s.x).mean())
    assert s.p_g.sum() * width == pytest.approx(1, abs=1e-6)
    assert np.allclose(s.g_z, gan.generator(s.z.astype(float)), atol=1e-6)
    assert np.allclose(PRIOR.cdf(s.z), (np.arange(33) + 0.5) / 33, atol=1e-6)


def test_settings_survive_json():
    settings = ToySettings(k=3, seed=9, discriminator=Player((5, 6), "elu", "sgd", 0.1, 0.9, 0.99))
    assert ToySettings.from_json(settings.to_json()) == settings
    assert ToySettings.from_json('{"generator": {"lr": 0.5}}').generator == replace(
        ToySettings().generator, lr=0.5
    )
    assert isinstance(json.loads(settings.to_json())["discriminator"]["hidden"], list)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"sed": 1}', "did you mean 'seed'"),
        ('{"generator": {"hiden": [3]}}', "did you mean 'hidden'"),
        ('{"generator": 3}', "generator = 3 .* JSON object"),
        ("[1]", "a JSON object"),
        ("{", "a JSON object"),
        ('{"k": -1}', "k = -1 .* whole number >= 0"),
        ('{"k": 0, "k_g": 0}', "k = 0 .* nobody would learn"),
        ('{"k": 1.5}', "k = 1.5 .* whole number"),
        ('{"batch": -1}', "batch = -1"),
        ('{"seed": "x"}', "seed = 'x'"),
        ('{"update": "alternate"}', "did you mean 'alternating'"),
        ('{"objective": "minmax"}', "did you mean 'minimax'"),
        ('{"generator": {"lr": NaN}}', "lr = nan .* finite number > 0"),
        ('{"generator": {"momentum": 1}}', "momentum = 1"),
        ('{"generator": {"hidden": [0]}}', r"hidden\[0\] = 0"),
        ('{"generator": {"hidden": 5}}', "hidden = 5 .* sequence of layer widths"),
        ('{"generator": {"hidden": [1,1,1,1,1,1,1,1,1]}}', "at most 8 layers"),
        ('{"generator": {"activation": "tan"}}', "did you mean 'tanh'"),
        ('{"generator": {"optimizer": "adagrad"}}', "one of adam, sgd"),
    ],
)
def test_bad_settings_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        ToySettings.from_json(text)
