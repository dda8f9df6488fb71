import math
from dataclasses import replace

import numpy as np
import pytest
from comparing import same
from scipy.stats import norm

from ganviz.distributions import (
    NAMES_2D,
    Box,
    Checkerboard,
    Empirical,
    Gaussian,
    GaussianMixture2D,
    Uniform,
    named,
    ring,
)
from ganviz.metrics.cells import cell_divergences
from ganviz.toy import (
    PLANE_DEFAULTS,
    Noise,
    PlaneSnapshot,
    Player,
    ToyGAN,
    ToySettings,
    default_box,
)
from ganviz.toy.snapshots.lattice import histogram, in_cells, lattice
from ganviz.toy.snapshots.plane import make_plane, modes_of

RING = ring(std=0.1)
SMALL = ToySettings(
    batch=16,
    generator=Player((8,), "tanh", momentum=0.5),
    discriminator=Player((8,), "tanh", lr=0.01, momentum=0.5),
)
PRIORS = {
    "gaussian": Noise("gaussian", 2),
    "uniform": Noise("uniform", 2),
    "line": Noise("gaussian", 1),
    "univariate": Uniform(-1, 1),
    "many": Noise("gaussian", 6),
    "planar": Checkerboard(),
}


def settled(gan, rounds):
    gan.step(rounds)
    return gan.snapshot()


@pytest.mark.parametrize("kind", ["gaussian", "uniform"])
def test_noise_has_the_quantiles_of_its_samples(kind):
    noise = Noise(kind, 3)
    z = noise.sample(100_000, np.random.default_rng(0))
    assert z.shape == (100_000, 3)
    u = np.array([0.1, 0.5, 0.9])
    assert np.allclose(noise.quantile(u), noise.coordinate.quantile(u))
    assert np.abs(np.quantile(z, u, axis=0).T - noise.quantile(u)).max() < 0.02
    assert np.abs(np.corrcoef(z.T) - np.eye(3)).max() < 0.02


@pytest.mark.parametrize("name", NAMES_2D)
def test_a_plane_holds_its_target(name):
    p = named(name)
    box = default_box(p)
    plane = make_plane(p, box)
    assert math.isclose(*box.width)
    cells = plane.partition
    assert cells.masses.sum() == pytest.approx(1, abs=1e-12)
    assert cells.masses[0] <= 0.005
    real = p.sample(100_000, np.random.default_rng(0))
    expected = 1e5 * cells.masses
    chi2 = (cells.counts(real) - expected)[expected > 5] ** 2 / expected[expected > 5]
    assert chi2.sum() < 1.5 * len(chi2)
    assert plane.p_data.sum() * plane.cell_area == pytest.approx(1, abs=0.005)
    assert box.contains([[-1, -1], [1, 1]]).all()  # where an untrained generator is
    assert not plane.p_data.flags.writeable
    assert not cells.masses.flags.writeable
    assert plane.x[0] - box.low[0] == pytest.approx(box.width[0] / 128)


@pytest.mark.parametrize("name", NAMES_2D)
def test_a_perfect_generator_reads_0_on_the_plane_within_the_interval(name):
    p = named(name)
    cells = make_plane(p, default_box(p)).partition
    draws = [p.sample(4096, np.random.default_rng([7, i])) for i in range(40)]
    found = [cell_divergences(cells.masses, cells.counts(x)) for x in draws]
    assert np.mean([d.jsd <= d.jsd_error for d in found]) >= 0.95
    assert np.mean([d.kl <= d.kl_error for d in found]) >= 0.9
    assert np.mean([np.isfinite(d.kl_error) for d in found]) >= 0.9
    assert np.mean([d.reverse_kl <= d.reverse_kl_error for d in found]) >= 0.9


def test_narrow_modes_that_are_twice_as_wide_do_not_read_0():
    p, wide = ring(), ring(std=0.02)
    cells = make_plane(p, default_box(p)).partition
    counts = cells.counts(wide.sample(4096, np.random.default_rng(0)))
    assert 0.13 < cell_divergences(cells.masses, counts).jsd < 0.18  # the truth is .1733


@pytest.mark.parametrize(("centre", "scale"), [((1e4, -1e4), (1, 1)), ((0, 0), (1, 100))])
def test_a_generator_of_one_line_is_seen_whatever_the_place_and_scale(centre, scale):
    data = Empirical(centre + scale * np.random.default_rng(0).normal(size=(500, 2)))
    cells = make_plane(data, default_box(data)).partition
    line = data.sample(4096, np.random.default_rng(1))
    perfect = cell_divergences(cells.masses, cells.counts(line))
    assert perfect.jsd <= perfect.jsd_error
    line[:, 0] = centre[0]
    assert cell_divergences(cells.masses, cells.counts(line)).jsd > 0.55  # the truth is log 2


def test_modes_are_bumps_that_are_set_apart():
    for name, modes in (("ring", 8), ("grid", 25), ("spiral", 0), ("checkerboard", 0)):
        means, std = modes_of(named(name))
        assert len(means) == modes
        assert math.isnan(std) == (modes == 0)
    near, far = ([[0, 0], [gap, 0]] for gap in (3.9, 4.1))
    assert len(modes_of(GaussianMixture2D(near, 1))[0]) == 0
    assert len(modes_of(GaussianMixture2D(far, 1))[0]) == 2
    assert len(modes_of(GaussianMixture2D([*near, *far], 1, [0.5, 0, 0, 0.5]))[0]) == 2


@pytest.mark.parametrize("prior", PRIORS)
def test_the_lattice_carries_p_z(prior):
    found = lattice(PRIORS[prior], np.random.default_rng(0))
    assert found.masses.sum() == pytest.approx(1, abs=1e-12)
    assert found.masses.min() > 0
    points = found.weights.shape[1] * len(found.corners)
    assert points == len(found.masses)
    assert np.allclose(found.weights.sum(0), 1)


def test_an_affine_generator_of_gaussian_noise_has_a_gaussian_p_g():
    matrix = np.array([[0.5, 0.2], [-0.3, 0.6]])
    covariance = matrix.T @ matrix
    found = lattice(Noise("gaussian", 2), np.random.default_rng(0))
    box, m = Box((-2.5, -2.5), (2.5, 2.5)), 24
    g = found.z @ matrix.astype(np.float32)
    masses = found.cell_masses(in_cells(g, box, m), m)
    edges = np.linspace(-2.5, 2.5, m + 1)
    assert masses.sum() == pytest.approx(1, abs=1e-9)
    inside = masses[:-1].reshape(m, m)
    for axis, std in ((0, covariance[0, 0] ** 0.5), (1, covariance[1, 1] ** 0.5)):
        exact = np.diff(norm.cdf(edges / std))
        assert np.abs(inside.sum(axis) - exact).max() < 2e-3


@pytest.mark.long
@pytest.mark.parametrize("prior", PRIORS)
def test_p_g_on_cells_against_a_million_samples(prior):
    settings = replace(SMALL, generator=Player((16, 16), "tanh", lr=2e-3))
    gan = ToyGAN(RING, PRIORS[prior], settings)
    s = settled(gan, 300)
    assert s.p_g.shape == (64, 64)
    z = gan.p_z.sample(1_000_000, np.random.default_rng(5))
    x, y = in_cells(gan.generator(z).astype(np.float32), gan.plane.box, 64).T
    counts = (
        histogram(x, y, 64, np.ones(len(x)))[:-1].reshape(16, 4, 16, 4).sum((1, 3))
    )  # 16 x 16 blocks
    masses = (s.p_g.astype(float) * gan.plane.cell_area).reshape(16, 4, 16, 4).sum((1, 3))
    noise = np.sqrt(masses * (1e-6 if prior not in ("many", "planar") else 1 / 16_384))
    assert np.abs(counts / 1e6 - masses).max() < 5e-4 + 5 * noise.max()
    assert 0.5 * np.abs(counts / 1e6 - masses).sum() < (0.01 if noise.max() < 1e-3 else 0.06)


def test_histogram_counts_as_numpy_does():
    rng = np.random.default_rng(4)
    points = rng.uniform(-3, 8, (5000, 2)).astype(np.float32)
    found = histogram(*points.T.copy(), 5, np.ones(5000))
    x, y = points.T
    expected = np.histogram2d(y, x, bins=5, range=((0, 5), (0, 5)))[0]
    assert np.array_equal(found[:-1].reshape(5, 5), expected)
    assert found.sum() == 5000


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("name", ["ring", "two_moons"])
def test_every_prior_gives_a_whole_snapshot(prior, name):
    gan = ToyGAN(named(name), PRIORS[prior], SMALL)
    s = gan.snapshot()
    assert np.isnan([s.d_loss, s.g_loss, s.d_grad_norm, s.g_grad_norm]).all()
    s = settled(gan, 3)
    shapes = {"gaussian": (24, 24, 2), "line": (256, 1, 2), "univariate": (256, 1, 2)}
    assert s.warp.shape == shapes.get(prior, (24, 24, 2))
    assert s.real.shape == s.fake.shape == s.push.shape == (256, 2)
    assert s.d.shape == s.d_star.shape == (64, 64)
    mass = s.p_g.sum() * gan.plane.cell_area
    assert mass <= 1 + 1e-5
    for field, value in {**vars(s), **vars(s.critic)}.items():
        if field == "critic":
            continue
        if isinstance(value, np.ndarray):
            assert value.dtype == np.float32
            assert not value.flags.writeable
            assert np.isfinite(value).all() or field == "d_star"
        elif field not in ("modes", "high_quality", "log_likelihood"):
            assert np.isfinite(value) or field in ("reverse_kl", "kl_error")
    assert math.isnan(s.modes) == (name == "two_moons")


def test_a_snapshot_against_the_definitions():
    gan = ToyGAN(RING, Noise("gaussian", 2), SMALL)
    s = settled(gan, 100)
    plane = gan.plane
    p_data = plane.p_data
    both = p_data + s.p_g
    shown = both * plane.cell_area > 1.01e-6
    assert np.allclose(s.d_star[shown], (p_data / both)[shown], atol=1e-6)
    assert np.isnan(s.d_star[both * plane.cell_area < 0.99e-6]).all()
    grid = np.stack(np.meshgrid(plane.x, plane.y), -1).reshape(-1, 2)
    assert np.allclose(s.d.ravel(), gan.discriminator(grid), atol=1e-5)
    assert s.criterion == pytest.approx(2 * s.jsd - math.log(4))
    assert s.value < 0
    assert 0.4 < s.d_accuracy <= 1
    fresh = np.random.default_rng(8)
    real = gan.discriminator(RING.sample(50_000, fresh))
    fake = gan.discriminator(gan.generator(gan.p_z.sample(50_000, fresh)))
    assert s.value == pytest.approx(np.log(real).mean() + np.log(1 - fake).mean(), abs=0.02)
    accuracy = ((real > 0.5).mean() + (fake < 0.5).mean()) / 2
    assert s.d_accuracy == pytest.approx(accuracy, abs=0.02)
    assert s.modes <= 8
    assert plane.p_data == pytest.approx(p_data)


def test_the_push_is_where_the_loss_falls():
    gan = ToyGAN(RING, Noise("gaussian", 2), SMALL)
    s = settled(gan, 50)
    h = 1e-3
    for axis in (0, 1):
        step = h * np.eye(2)[axis]
        ends = [-np.log(gan.discriminator(s.fake.astype(float) + sign * step)) for sign in (1, -1)]
        slope = (ends[0] - ends[1]) / (2 * h)  # of each fake's own loss: n times that of the mean
        assert np.allclose(s.push[:, axis], -slope, atol=1e-4, rtol=1e-3)


def test_particles_keep_their_z_and_looking_changes_nothing():
    one, many = (ToyGAN(RING, Noise("gaussian", 2), SMALL) for _ in range(2))
    one.step(20)
    for _ in range(20):
        many.step()
        many.snapshot()
    a, b = one.snapshot(), many.snapshot()
    same(a, b)
    many.configure(generator=replace(SMALL.generator, lr=1e-9))
    many.step()
    assert np.allclose(many.snapshot().fake, b.fake, atol=1e-5)
    assert np.array_equal(many.snapshot().real, b.real)


def test_a_perfect_generator_reads_zero_within_the_error():
    affine = ToySettings(generator=Player(()), discriminator=Player((8,)))
    target = GaussianMixture2D([[0.2, -0.1]], 0.5)
    gan = ToyGAN(target, Noise("gaussian", 2), affine)
    gan._game.generator.network.theta[...] = 0.5, 0, 0, 0.5, 0.2, -0.1
    s = gan.snapshot()
    assert s.jsd <= s.jsd_error < 0.02
    assert s.kl <= s.kl_error
    assert s.reverse_kl <= s.reverse_kl_error
    assert s.high_quality == pytest.approx(1 - math.exp(-4.5), abs=0.01)
    assert np.nanmax(np.abs(s.d_star[s.p_g > 0.05] - 0.5)) < 0.1


def test_a_new_target_brings_a_new_plane_and_one_on_the_line_is_refused():
    gan = ToyGAN(RING, Noise(), SMALL)
    gan.step(3)
    gan.configure(p_data=named("grid"))
    assert len(gan.plane.means) == 25
    assert settled(gan, 3).real.min() < -3
    with pytest.raises(ValueError, match=r"p_data = .* a distribution in the plane"):
        gan.configure(p_data=Gaussian())
    with pytest.raises(ValueError, match=r"view = .* equal sides"):
        ToyGAN(RING, Noise(), view=Box((0, 0), (1, 2)))
    assert ToyGAN(RING, Noise(), view=Box((-3, -3), (3, 3))).plane.x[-1] < 3
    assert ToyGAN(Gaussian(), Noise("uniform", 1)).snapshot().z[0] > -1
    with pytest.raises(ValueError, match=r"p_z = .* a distribution on the line"):
        ToyGAN(Gaussian(), Noise("uniform", 2))
    assert ToyGAN(Gaussian(), Uniform(-1, 1)).plane is None


@pytest.mark.long
@pytest.mark.parametrize("name", ["ring", "two_moons"])
def test_the_defaults_learn_in_seconds(name):
    gan = ToyGAN({"ring": RING}.get(name, named("two_moons")), Noise(), PLANE_DEFAULTS)
    start = gan.snapshot()
    s = settled(gan, 1500)
    assert isinstance(s, PlaneSnapshot)
    assert start.jsd > 0.3
    assert s.jsd < 0.18
    assert math.isnan(s.modes) or s.modes == 8


def test_another_target_may_bring_another_view_and_a_state_remembers_it():
    box = Box((-9.0, -9.0), (9.0, 9.0))
    gan = ToyGAN(RING, PRIORS["gaussian"], SMALL)
    before = gan.state_dict()
    gan.configure(p_data=named("grid"), view=box)
    assert gan.snapshot() is not None
    assert gan.plane.box == box
    again = ToyGAN(RING, PRIORS["gaussian"], SMALL)
    again.load_state_dict(gan.state_dict())
    assert again.plane.box == box
    gan.load_state_dict(before)
    assert gan.plane.box == default_box(RING)
    with pytest.raises(ValueError, match="view = "):
        gan.configure(p_data=RING, view=Box((0.0, 0.0), (1.0, 2.0)))
    assert gan.plane.box == default_box(RING)
