"""Two-parameter games: fields, methods and spectra against closed forms and second algorithms."""

import dataclasses
import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.integrate import quad, solve_ivp

from ganviz.games import (
    GAMES,
    METHODS,
    REGULARISERS,
    SURVEYED,
    Alternating,
    Extragradient,
    Flow,
    Optimistic,
    Proximal,
    Simultaneous,
    Steps,
    SurveySettings,
    Unrolled,
    field,
    spectrum,
    survey,
    trajectory,
    verdict,
)
from ganviz.games.fields import complex_step
from ganviz.games.spectrum import eigenvalues

POINTS = [(0.0, 0.0), (1.0, 1.0), (-0.7, 1.9), (2.3, -0.4), (-30.0, 40.0)]
STRENGTH = {"gamma": 0.6, "sigma": 0.7, "clip": 0.5}
BILINEAR, DIRAC = GAMES["bilinear"], GAMES["dirac"]


def made(game, regulariser, strength=STRENGTH):
    name = REGULARISERS[regulariser].parameter
    return field(game, regulariser, **({name: strength[name]} if name else {}))


FIELDS = {pair: made(*pair) for pair in itertools.product(GAMES, REGULARISERS)}
SMOOTH = {pair: made_ for pair, made_ in FIELDS.items() if pair[1] != "wgan_gp"}
METHOD_LIST = [
    Flow(ratio=0.5),
    Simultaneous(ratio=2.0, momentum=-0.3),
    Alternating(k=2, k_g=3, momentum=0.4),
    *(cls() for cls in METHODS.values()),
]


def differences(function, theta, psi, h=1e-5):
    """The Jacobian by central differences."""
    by_theta = np.subtract(function(theta + h, psi), function(theta - h, psi)) / (2 * h)
    by_psi = np.subtract(function(theta, psi + h), function(theta, psi - h)) / (2 * h)
    return np.stack([by_theta, by_psi], axis=1)


def moduli(field_, method):
    return np.sort(abs(spectrum(field_, method).eigenvalues))


# Fields


@pytest.mark.parametrize("name", GAMES)
def test_d_climbs_its_payoff_and_g_its_own(name):
    game = GAMES[name]
    for theta, psi in POINTS[:4]:
        d = mpmath.diff(lambda p, t=theta: float(game.value(t, float(p))), psi, h=1e-4)
        g = mpmath.diff(lambda t, p=psi: float(game.g.value(float(t) * p)), theta, h=1e-4)
        assert np.allclose(game(theta, psi), [float(g), float(d)], atol=1e-6)


def test_the_logistic_payoff_is_that_of_mescheder_and_never_overflows():
    f = DIRAC.f
    assert (f.slope(0.0), f.curvature(0.0)) == (0.5, -0.25)
    for t in (-800.0, -3.0, 0.2, 5.0, 800.0):
        exact = -mpmath.log(1 + mpmath.exp(-t))
        assert f.value(t) == pytest.approx(float(exact), rel=1e-12, abs=1e-300)
        assert f.slope(t) == pytest.approx(float(1 / (1 + mpmath.exp(t))), abs=1e-15)


def test_minimax_is_zero_sum_and_the_non_saturating_g_is_paid_as_d_is_for_real():
    t = np.linspace(-3, 3, 13)
    assert np.allclose(DIRAC.g.value(t), -DIRAC.f.value(t))
    assert np.allclose(GAMES["non_saturating"].g.value(t), DIRAC.f.value(-t))


@pytest.mark.parametrize("pair", FIELDS, ids="-".join)
def test_jacobians_are_exact_wherever_the_field_is_smooth(pair):
    for theta, psi in POINTS[1:4]:
        exact = np.array(FIELDS[pair].jacobian(theta, psi), float)
        assert np.allclose(exact, differences(FIELDS[pair], theta, psi), atol=2e-9)
        if pair[1] != "consensus":  # its own Jacobian is by complex steps
            assert np.allclose(exact, complex_step(FIELDS[pair], theta, psi), atol=1e-12, rtol=0)


@pytest.mark.parametrize("pair", FIELDS, ids="-".join)
def test_fields_take_arrays_as_they_take_numbers_and_rest_at_the_equilibrium(pair):
    f = FIELDS[pair]
    theta, psi = np.array(POINTS).T
    together = np.stack(f(theta, psi))
    one_by_one = np.array([f(*point) for point in POINTS], float).T
    assert np.allclose(together, one_by_one, atol=1e-14)
    assert np.isfinite(together).all()
    assert f(0.0, 0.0) == (0.0, 0.0)


def test_consensus_descends_the_squared_norm_of_the_field():
    f = made("dirac", "consensus")
    for theta, psi in POINTS[1:4]:
        slope = differences(lambda t, p: [sum(v**2 for v in DIRAC(t, p)) / 2], theta, psi)[0]
        assert np.allclose(np.subtract(DIRAC(theta, psi), f(theta, psi)), 0.6 * slope, atol=1e-9)


@pytest.mark.parametrize("pair", FIELDS, ids="-".join)
def test_what_a_move_of_d_is_worth_to_g_is_the_slope_of_the_payoff_that_g_climbs(pair):
    """v_theta = dU / dtheta and pull = dU / dpsi of one U: their mixed derivatives agree."""
    f = FIELDS[pair]
    for theta, psi in POINTS[1:4]:
        of_pull = (f.pull(theta + 1e-5, psi) - f.pull(theta - 1e-5, psi)) / 2e-5
        assert of_pull == pytest.approx(f.jacobian(theta, psi)[0][1], abs=2e-9)


def test_under_consensus_g_pays_for_what_a_move_of_d_does_to_both():
    f, gamma = made("dirac", "consensus"), STRENGTH["gamma"]
    for theta, psi in POINTS[1:4]:
        norm = differences(lambda t, p: [sum(v**2 for v in DIRAC(t, p)) / 2], theta, psi)[0, 1]
        worth = f.pull(theta, psi) - DIRAC.pull(theta, psi)
        assert worth == pytest.approx(-gamma * norm, abs=1e-8)


def test_noise_is_the_mean_over_noise():
    f, sigma = made("dirac", "noise"), STRENGTH["sigma"]
    for theta, psi in POINTS[1:4]:

        def v_psi(z, theta=theta, psi=psi):
            fake, real = theta + sigma * z, sigma * z
            slope = DIRAC.f.slope
            weight = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
            return weight * (fake * slope(fake * psi) - real * slope(-real * psi))

        assert f(theta, psi)[1] == pytest.approx(quad(v_psi, -12, 12, epsabs=1e-12)[0], abs=1e-8)
    assert np.allclose(made("bilinear", "noise")(1.0, 2.0), BILINEAR(1.0, 2.0))


def test_penalties_are_what_the_names_say():
    for name, points, target in [("r1", 1, 0), ("r2", 1, 0), ("r1_r2", 2, 0), ("wgan_gp", 1, 1)]:
        f = made("bilinear", name)
        for theta, psi in POINTS[1:4]:
            paid = mpmath.diff(lambda p, n=points, t=target: n * 0.3 * (abs(p) - t) ** 2, psi)
            assert BILINEAR(theta, psi)[1] - f(theta, psi)[1] == pytest.approx(float(paid))


def test_wgan_gp_jumps_at_psi_0_and_has_no_spectrum():
    f = made("bilinear", "wgan_gp")
    assert f(0.0, 1e-12)[1] == pytest.approx(0.6)
    assert f(0.0, -1e-12)[1] == pytest.approx(-0.6)
    for method in METHOD_LIST:
        assert spectrum(f, method).stability == "undefined"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: field("dirak"), "did you mean 'dirac'"),
        (lambda: field("dirac", "r3", gamma=1), "did you mean 'r"),
        (lambda: field("dirac", "r1"), "gamma, the parameter of r1"),
        (lambda: field("dirac", "noise", gamma=1.0), "sigma, the parameter of noise"),
        (lambda: field("dirac", "r1", gamma=-1.0), "gamma = -1.0"),
        (lambda: field("bilinear", "clipping", clip=0.0), "clip = 0.0"),
        (lambda: Simultaneous(h=0.0), "h = 0.0"),
        (lambda: Flow(ratio=math.nan), "ratio = nan"),
        (lambda: Alternating(k=0), "k = 0"),
        (lambda: Alternating(momentum=1.0), "momentum = 1.0"),
        (lambda: Unrolled(depth=-1), "depth = -1"),
        (lambda: trajectory(DIRAC, Flow(), math.inf, 1.0, 5), "theta = inf"),
        (lambda: trajectory(DIRAC, Flow(), 1.0, 1.0, 0), "n = 0"),
        (lambda: SurveySettings(clip=-1.0), "clip = -1.0"),
    ],
)
def test_refusals_name_the_argument(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# Spectra: the flow, at the equilibrium


def both(middle, square):
    root = np.sqrt(complex(square))
    return np.sort_complex([middle + root, middle - root])


@pytest.mark.parametrize("strength", [0.2, 0.5, 0.7, 1.0, 2.0, 3.0])
def test_eigenvalues_of_the_flow_are_those_of_the_literature(strength):
    strengths = dict.fromkeys(STRENGTH, strength)
    f1, f2, s = 0.5, -0.25, strength
    known = {
        ("dirac", "none"): both(0, -(f1**2)),
        ("non_saturating", "none"): both(0, -(f1**2)),
        ("bilinear", "none"): both(0, -1),
        ("bilinear", "clipping"): both(0, -1),
        ("dirac", "r1"): both(-s / 2, s**2 / 4 - f1**2),
        ("dirac", "r2"): both(-s / 2, s**2 / 4 - f1**2),
        ("non_saturating", "r1"): both(-s / 2, s**2 / 4 - f1**2),
        ("dirac", "r1_r2"): both(-s, s**2 - f1**2),
        ("bilinear", "zero_centred"): both(-s / 2, s**2 / 4 - 1),
        ("dirac", "noise"): both(f2 * s**2, f2**2 * s**4 - f1**2),
        ("dirac", "consensus"): both(-s * f1**2, -(f1**2)),
    }
    for pair, expected in known.items():
        found = np.sort_complex(spectrum(made(*pair, strengths), Flow()).eigenvalues)
        assert np.allclose(found, expected, atol=1e-9, rtol=0), pair


@pytest.mark.parametrize(
    ("pair", "critical"),
    [(("dirac", "r1"), 1.0), (("dirac", "r1_r2"), 0.5), (("bilinear", "zero_centred"), 2.0)],
)
def test_critical_damping_is_where_the_literature_has_it(pair, critical):
    def imaginary(gamma):
        return spectrum(made(*pair, {"gamma": gamma}), Flow()).eigenvalues.imag.max()

    assert imaginary(critical) == 0
    assert imaginary(critical - 1e-6) > 0
    assert imaginary(critical + 1e-6) == 0


def test_two_time_scales_multiply_ds_row():
    assert abs(spectrum(BILINEAR, Flow(ratio=4.0)).eigenvalues.imag).max() == pytest.approx(2.0)


# Spectra: steps


@pytest.mark.parametrize("h", [0.05, 0.2, 0.5, 1 / math.sqrt(2), 1.0, 1.9])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 3.0])
def test_spectral_radii_on_the_bilinear_game_are_the_closed_forms(h, ratio):
    ab = h * h * ratio
    radius = {
        Simultaneous(h, ratio): math.sqrt(1 + ab),
        Extragradient(h, ratio): math.sqrt(1 - ab + ab**2),
        Proximal(h, ratio): 1 / math.sqrt(1 + ab),
    }
    if ab <= 4:
        radius[Alternating(h, ratio)] = 1.0
    for method, expected in radius.items():
        assert spectrum(BILINEAR, method).rate == pytest.approx(expected, abs=1e-9), method


def test_alternating_leaves_beyond_ab_4():
    assert spectrum(BILINEAR, Alternating(2.0)).rate == pytest.approx(1, abs=1e-9)
    assert spectrum(BILINEAR, Alternating(2.001)).rate > 1.01
    assert verdict(BILINEAR, Alternating(2.0)) == "diverges", "a double eigenvalue: linear growth"


def test_extragradient_is_best_at_one_over_root_two():
    rates = {h: spectrum(BILINEAR, Extragradient(h)).rate for h in (0.69, math.sqrt(0.5), 0.72)}
    assert min(rates, key=rates.get) == math.sqrt(0.5)
    assert spectrum(BILINEAR, Extragradient(math.sqrt(0.5))).rate == pytest.approx(math.sqrt(0.75))


def test_optimistic_converges_up_to_one_over_root_three():
    edge = 1 / math.sqrt(3)
    assert spectrum(BILINEAR, Optimistic(edge)).rate == pytest.approx(1, abs=1e-9)
    for h in np.linspace(0.02, edge - 1e-3, 20):
        roots = np.roots([1, -(1 + 2j * h), 1j * h])
        assert spectrum(BILINEAR, Optimistic(h)).rate == pytest.approx(abs(roots).max(), abs=1e-9)
        assert abs(roots).max() < 1
    assert spectrum(BILINEAR, Optimistic(edge + 1e-3)).rate > 1


def test_the_table_of_the_dirac_gan():
    """At h = .2: five digits of the reference, and the closed forms."""
    h, f1 = 0.2, 0.5
    table = [
        ("none", 0.0, 1.00499, 1.0, both(0, -(f1**2)), 0),
        ("r1", 0.3, 0.97468, 0.96954, both(-0.15, 0.0225 - f1**2), -0.3),
        ("r1", 1.0, 0.9, 0.92702, both(-0.5, 0.25 - f1**2), -1.0),
        ("consensus", 1.0, 0.95525, 0.95, both(-0.25, -(f1**2)), None),
        ("noise", 0.7, 0.98031, 0.97519, both(-0.1225, 0.1225**2 - f1**2), -0.245),
    ]
    for name, strength, simultaneous, alternating, flow, damping in table:
        f = made("dirac", name, dict.fromkeys(STRENGTH, strength))
        found = [spectrum(f, method(h)).rate for method in (Simultaneous, Alternating)]
        assert found == pytest.approx([simultaneous, alternating], abs=5.1e-6), name
        assert found[0] == pytest.approx(abs(1 + h * flow).max(), abs=1e-9)
        if damping is not None:  # (1, -h f1), (0, 1) after (1, 0), (h f1, 1 + h damping)
            trace, determinant = 2 - (h * f1) ** 2 + h * damping, 1 + h * damping
            roots = np.roots([1, -trace, determinant])
            assert found[1] == pytest.approx(abs(roots).max(), abs=1e-9)


@pytest.mark.parametrize("pair", SMOOTH, ids="-".join)
def test_the_matrix_of_a_method_is_the_jacobian_of_its_map(pair):
    """Columns of values on the linearised field, against differences of the map itself."""
    f, h = SMOOTH[pair], 1e-5
    for method in METHOD_LIST:
        if not isinstance(method, Steps):
            continue
        full = len(method.start(f, 0.0, 0.0))
        steps = [
            np.subtract(method.step(f, tuple(h * e)), method.step(f, tuple(-h * e))) / (2 * h)
            for e in np.eye(full)[: method.size]
        ]
        assert np.allclose(method.matrix(f), np.stack(steps, 1)[: method.size], atol=1e-8), method


@pytest.mark.parametrize("depth", [0, 1, 2, 5])
def test_unrolling_the_bilinear_game_is_damping_by_2_a_b_depth(depth):
    a, b = 0.2, 0.3
    matrix = Unrolled(a, b / a, depth=depth).matrix(BILINEAR)
    assert np.allclose(matrix, [[1 - 2 * a * b * depth, -a], [b, 1]], atol=1e-12)


@pytest.mark.parametrize("clip", [None, 1.0, 0.85])
def test_unrolled_g_follows_the_total_derivative(clip):
    """Also past a wall: D reaches it in the third or first unrolled step, and turns no more."""
    game, method = GAMES["dirac"], Unrolled(0.3, depth=4)
    f = game if clip is None else field("dirac", "clipping", clip=clip)

    def surrogate(theta, psi=0.8):
        for _ in range(4):
            psi = f.project(psi + 0.3 * float(f(theta, psi)[1]))
        return float(game.g.value(theta * psi))

    slope = float(mpmath.diff(lambda theta: surrogate(float(theta)), 1.2, h=1e-4))
    assert (method.step(f, (1.2, 0.8))[0] - 1.2) / 0.3 == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("h", [0.05, 0.3, 0.8])
def test_negative_momentum_makes_the_alternating_game_converge_and_not_the_simultaneous(h):
    """Gidel et al. 2019, Theorems 5 and 6."""
    assert spectrum(BILINEAR, Alternating(h, momentum=-0.5)).rate < 1
    for momentum in np.linspace(-0.9, 0.9, 13):
        assert spectrum(BILINEAR, Simultaneous(h, momentum=momentum)).rate > 1


def test_heavy_ball_has_the_roots_of_its_recurrence():
    h, momentum = 0.3, -0.4
    roots = np.roots([1, -(1 + momentum + 1j * h), momentum])
    expected = np.sort(abs(np.concatenate([roots, roots.conj()])))
    assert np.allclose(moduli(BILINEAR, Simultaneous(h, momentum=momentum)), expected, atol=1e-9)


@pytest.mark.parametrize("pair", SMOOTH, ids="-".join)
def test_small_steps_have_the_spectrum_of_the_flow(pair):
    """Every method's fastest eigenvalues near 1 are 1 + h lambda + O(h^2)."""
    flow = np.sort_complex(spectrum(SMOOTH[pair], Flow()).eigenvalues)
    for name, cls in METHODS.items():
        if name in ("flow", "unrolled"):  # unrolling looks a finite way ahead
            continue
        values = spectrum(SMOOTH[pair], cls(h=1e-4)).eigenvalues
        near = values[np.argsort(abs(values - 1))[:2]]
        assert np.allclose(np.sort_complex((near - 1) / 1e-4), flow, atol=2e-3), name


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4))
@share(0.6)
def test_eigenvalues_are_the_roots_of_the_characteristic_polynomial(entries):
    matrix = np.array(entries).reshape(2, 2)
    found = eigenvalues(matrix)
    assert sum(found) == pytest.approx(np.trace(matrix), abs=1e-12)
    assert complex(np.prod(found)) == pytest.approx(np.linalg.det(matrix), abs=1e-9)


# Trajectories


def test_the_flow_of_the_bilinear_game_is_a_rotation():
    path = trajectory(BILINEAR, Flow(0.1), 1.0, 0.5, 400)
    turned = (1.0 + 0.5j) * np.exp(1j * 0.1 * np.arange(401))
    assert np.allclose(path.theta + 1j * path.psi, turned, atol=1e-9, rtol=0)
    assert np.ptp(path.energy) < 1e-9


def test_each_simultaneous_step_grows_by_root_1_plus_h_squared():
    h, n = 0.3, 150
    path = trajectory(BILINEAR, Simultaneous(h), 1.0, 0.5, n)
    exact = (1.0 + 0.5j) * (1 + 1j * h) ** np.arange(n + 1)
    assert np.allclose(path.theta + 1j * path.psi, exact, rtol=1e-9)
    assert np.allclose(path.distance[1:] / path.distance[:-1], math.sqrt(1 + h * h), rtol=1e-12)


@pytest.mark.parametrize(("h", "ratio"), [(0.2, 1.0), (0.5, 3.0), (1.9, 1.0)])
def test_the_alternating_game_keeps_its_energy(h, ratio):
    path = trajectory(BILINEAR, Alternating(h, ratio), 1.0, 0.5, 2_000)
    assert np.ptp(path.energy) < 1e-10 * path.energy[0]
    assert np.ptp(path.distance) > 0.05, "and it is no circle"


@pytest.mark.parametrize("pair", SMOOTH, ids="-".join)
def test_small_steps_follow_the_flow(pair):
    """All methods are consistent: halving h halves the gap to the flow, at least."""
    for name in ("simultaneous", "alternating", "extragradient", "optimistic", "proximal"):
        gaps = []
        for h in (0.02, 0.01):
            n = round(1 / h)
            walked = METHODS[name](h).path(SMOOTH[pair], 0.4, 0.3, n)[:, -1]
            gaps.append(np.hypot(*(walked - Flow(1.0).path(SMOOTH[pair], 0.4, 0.3, 1)[:, -1])))
        assert gaps[1] < 0.6 * gaps[0] < 0.02, name


@pytest.mark.parametrize("pair", SMOOTH, ids="-".join)
def test_the_flow_agrees_with_another_solver(pair):
    f = SMOOTH[pair]
    start = (1.0, 0.5) if pair[1] != "clipping" else (0.2, 0.1)  # its wall is tested below
    end = solve_ivp(lambda _, z: f(*z), (0, 5), start, "LSODA", rtol=1e-11, atol=1e-13).y
    assert np.allclose(Flow(0.5).path(f, *start, 10)[:, -1], end[:, -1], atol=1e-8)


@pytest.mark.parametrize("pair", FIELDS, ids="-".join)
def test_implicit_steps_solve_their_equation(pair):
    for h in (0.2, 0.5):
        for start in POINTS[1:4]:
            theta, psi = Proximal(h).step(FIELDS[pair], start)
            if FIELDS[pair].project(psi) == psi and pair[1] != "clipping":
                v = FIELDS[pair](theta, psi)
                assert np.allclose([theta - h * v[0], psi - h * v[1]], start, atol=1e-10)


def test_rounds_of_several_steps_are_what_they_say():
    f, a, b = DIRAC, 0.3, 0.6
    theta, psi = 1.0, -0.5
    for _ in range(3):
        psi += b * f(theta, psi)[1]
    for _ in range(2):
        theta += a * f(theta, psi)[0]
    assert Alternating(a, b / a, k=3, k_g=2).step(f, (1.0, -0.5, 0, 0))[:2] == (theta, psi)


@pytest.mark.parametrize("method", METHOD_LIST, ids=str)
def test_clipping_keeps_d_within_its_box(method):
    _, psi = method.path(made("bilinear", "clipping"), 1.0, 0.3, 300)
    assert abs(psi).max() <= 0.5


def test_the_clipped_flow_slides_along_its_wall_and_then_turns_for_ever():
    theta, psi = Flow(0.01).path(made("bilinear", "clipping"), 1.0, 0.0, 2_000)
    reached = math.asin(0.5)
    leaves = reached + math.cos(reached) / 0.5  # theta falls by psi = 1/2 a unit of time
    slides = slice(math.ceil(reached * 100) + 1, math.floor(leaves * 100))
    assert np.allclose(psi[slides], 0.5)
    assert np.allclose(np.hypot(theta, psi)[slides.stop + 1 :], 0.5, atol=1e-6)


def test_a_trajectory_that_diverges_ends():
    path = trajectory(BILINEAR, Simultaneous(2.0), 1.0, 1.0, 10_000)
    assert 1e6 <= path.distance[-1] < 1e7
    assert len({len(part) for part in dataclasses.astuple(path)}) == 1
    assert verdict(BILINEAR, Simultaneous(2.0)) == "diverges"


# Verdicts


@pytest.fixture(scope="module")
def surveyed():
    return {(p.game, p.regulariser, p.method): p for p in survey()}


@pytest.mark.long
def test_the_survey_holds_every_pair_once(surveyed):
    assert len(surveyed) == len(survey()) == len(SURVEYED) * len(SurveySettings().methods())


@pytest.mark.long
def test_verdicts_are_those_of_the_literature(surveyed):
    said = {key: pair.verdict for key, pair in surveyed.items()}
    for game in ("dirac", "bilinear"):
        assert said[game, "none", "flow"] == said[game, "none", "alternating"] == "cycles"
    for game in ("dirac", "non_saturating", "bilinear"):
        assert said[game, "none", "simultaneous"] == "diverges"
    for name in ("flow", "alternating"):  # Mescheder et al. 2018, appendix: no geometric rate
        assert said["non_saturating", "none", name] == "slow"
    for (_, regulariser, _), got in said.items():
        if regulariser in ("r1", "r2", "r1_r2", "noise", "consensus", "zero_centred"):
            assert got == "converges"
        if regulariser == "wgan_gp":
            assert got == "cycles", "never closer, whatever the method"
    for name in ("extragradient", "optimistic", "proximal", "unrolled", "negative_momentum"):
        assert said["bilinear", "none", name] == "converges"


@pytest.mark.long
def test_the_non_saturating_flow_nears_the_equilibrium_as_one_over_root_t():
    """d(r^2)/dt = -t tanh(t/2), t = theta psi: 1/r^2 grows by 1/8 a unit of time in the mean."""
    distance = trajectory(GAMES["non_saturating"], Flow(1.0), 0.3, 0.0, 4_000).distance
    growth = (distance[-1] ** -2 - distance[2_000] ** -2) / 2_000
    assert growth == pytest.approx(1 / 8, rel=0.01)


@pytest.mark.long
def test_verdicts_are_borne_out_by_the_trajectories(surveyed):
    shared = SurveySettings()
    for (game, regulariser, name), pair in surveyed.items():
        f, method = shared.field(game, regulariser), shared.methods()[name]
        distance = trajectory(f, method, 0.02, 0.02, 500).distance
        if pair.verdict == "converges":
            assert distance[-1] < 0.7 * distance[0], (game, regulariser, name)
        if pair.verdict == "diverges":
            assert distance[-1] > 1.4 * distance[0], (game, regulariser, name)
        if pair.verdict == "cycles":
            assert distance[-100:].max() > 0.9 * distance[0], (game, regulariser, name)
