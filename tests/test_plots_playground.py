"""The picture of the 2-D laboratory shows the numbers of a snapshot, each in its place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganviz.distributions import named
from ganviz.plots import compare, film, model_graph, playground
from ganviz.plots import plane as layers_
from ganviz.plots.palette import css, painted
from ganviz.plots.panels import arrays
from ganviz.plots.plane import JUDGED, LAYERS, REACH, SHOWN, STATIC
from ganviz.plots.playground import CURVES, HEIGHT, loss_range
from ganviz.toy.snapshots.moments import CriticMoment
from ganviz.toy.snapshots.plane import PlaneSnapshot, default_box, make_plane

P_DATA = named("two_moons")
PLANE = make_plane(P_DATA, default_box(P_DATA))
SQUARE = np.stack(np.meshgrid(*[np.linspace(-1, 1, 17)] * 2, indexing="ij"), axis=-1)


def moment(step=40, n=200, warp=SQUARE, **changes):
    rng = np.random.default_rng(step)
    m = len(PLANE.x)
    p_g = rng.gamma(1.0, size=(m, m))
    numbers, of_d = (
        {name: rng.uniform(0, 1) for name in kind.__dataclass_fields__}
        for kind in (PlaneSnapshot, CriticMoment)
    )
    arrays = {
        "real": P_DATA.sample(n, rng),
        "fake": rng.standard_normal((n, 2)),
        "p_g": p_g,
        "warp": warp,
    }
    of_d |= {
        "push": rng.standard_normal((n, 2)) * np.geomspace(1e-3, 1e3, n)[:, None],
        "d": rng.uniform(0, 1, (m, m)),
        "d_star": PLANE.p_data / (PLANE.p_data + p_g),
    }
    of_d |= {name: changes.pop(name) for name in list(changes) if name in of_d}
    rest = {"step": step, "modes": np.nan, "critic": CriticMoment(**of_d)}
    return PlaneSnapshot(**numbers | arrays | rest | changes)


def history(n=5):
    moments = [moment(step) for step in range(n)]
    return {name: np.array([getattr(m, name) for m in moments]) for name in ("step", *CURVES)}


EARLIER = [moment(step).fake for step in (10, 20, 30)]


def drawn(*args, **kwargs):
    """What is drawn: uid -> (x, y), or z."""
    return arrays(playground.__wrapped__(*args, **kwargs))


def test_the_layers_that_are_on_show_the_numbers_of_the_moment():
    now = moment()
    live = drawn(now, PLANE, history(), shown=LAYERS, earlier=EARLIER, active="g")
    layers = layers_.layers(now, PLANE, earlier=EARLIER)
    assert set(LAYERS) == set(layers)
    for uid, array in layers.items():
        np.testing.assert_equal(live[uid], array)


def test_a_layer_that_is_off_is_a_word_without_data():
    figure = playground(moment(), PLANE, history())
    on = {trace.uid for trace in figure.data if trace.visible is True} & set(LAYERS)
    assert on == SHOWN
    off = [trace for trace in figure.data if trace.uid in set(LAYERS) - SHOWN - STATIC]
    assert all(trace.visible == "legendonly" for trace in off)
    assert all(np.size(trace.z if trace.type == "heatmap" else trace.x) == 1 for trace in off)


def test_heat_maps_lie_on_the_planes_cells_with_fixed_scales():
    figure = playground(moment(), PLANE, history(), shown=LAYERS)
    for trace in figure.data:
        if trace.type != "heatmap" or trace.uid not in LAYERS:
            continue
        centres = trace.x0 + trace.dx * np.arange(len(PLANE.x))
        np.testing.assert_allclose(centres, PLANE.x)
        assert trace.zmin < trace.zmax
    by_uid = {trace.uid: trace for trace in figure.data}
    scale = painted([list(stop) for stop in JUDGED])
    assert scale[1] == [0.5, css("@ground")], "neutral at 1/2"
    for uid in ("d", "d_star", "node_d"):
        assert (by_uid[uid].zmin, by_uid[uid].zmax) == (0, 1)
        assert [list(stop) for stop in by_uid[uid].colorscale] == scale


@pytest.mark.parametrize("name", ["two_moons", "soft_ring", "three_blobs"])
def test_contours_lie_where_the_density_has_their_level(name):
    p_data = named(name)
    plane = make_plane(p_data, default_box(p_data))
    x, y = layers_.contours(plane)
    kept = np.isfinite(x)
    part = p_data.pdf(np.stack([x, y], axis=1)[kept]) / plane.p_data.max()
    levels = np.array(layers_.LEVELS)
    nearest = np.abs(part[:, None] - levels).argmin(axis=1)
    assert np.abs(part - levels[nearest]).max() < 0.12  # cells average, lines are straight
    assert set(nearest) == {0, 1, 2}


def test_arrows_point_where_the_gradient_pushes_and_grow_with_it():
    snapshot, width = moment(), float(PLANE.box.width[0])
    x, y = (a.reshape(-1, 3) for a in layers_.arrows(snapshot.fake, snapshot.push, width))
    n = layers_.PARTICLES
    np.testing.assert_array_equal(np.stack([x[:, 0], y[:, 0]], axis=1), snapshot.fake[:n])
    assert np.isnan(x[:, 2]).all()
    way = np.stack([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]], axis=1).astype(float)
    push = snapshot.push[:n].astype(float)
    length, steepness = np.hypot(*way.T), np.hypot(*push.T)
    turned = way[:, 0] * push[:, 1] - way[:, 1] * push[:, 0]
    np.testing.assert_allclose(turned, 0, atol=1e-5 * steepness.max())
    assert ((way * push).sum(axis=1) > 0).all()
    assert np.all(np.diff(length[np.argsort(steepness)]) > -1e-6)
    assert length.max() < REACH * width
    half = layers_.HALF_WAY / width
    x, _ = layers_.arrows(np.zeros((1, 2)), np.array([[half, 0.0]]), width)
    assert x[1] == pytest.approx(REACH * width / 2)


def test_the_grid_of_z_has_two_families_of_lines_and_one_where_z_is_a_number():
    x, y = layers_.mesh(SQUARE)
    lines = np.split(np.stack([x, y], axis=1), np.flatnonzero(np.isnan(x)))
    spans = [np.nanmax(line, axis=0) - np.nanmin(line, axis=0) for line in lines[:-1]]
    assert sorted(tuple(span) for span in spans) == [(0, 2)] * 17 + [(2, 0)] * 17
    curve = SQUARE[:, :1]
    x, y = layers_.mesh(curve)
    np.testing.assert_array_equal(np.stack([x, y], axis=1)[:-1], curve[:, 0])
    number = moment(warp=curve)
    playground(number, PLANE, history(), shown=LAYERS)


def test_trails_follow_each_particle():
    now = moment().fake
    x, _ = layers_.trails([*EARLIER, now])
    paths = x.reshape(layers_.PARTICLES, 5)
    for column, positions in enumerate([*EARLIER, now]):
        np.testing.assert_array_equal(paths[:, column], positions[: layers_.PARTICLES, 0])
    assert np.isnan(paths[:, 4]).all()
    assert np.isnan(layers_.trails([now])[0]).all(), "nobody has moved yet"


def inside(node, arrays, margin=1e-4):
    left, bottom = model_graph.NODES[node]
    x, y = (np.asarray(a, float)[np.isfinite(a)] for a in arrays)
    assert len(x) > 0
    return all(
        low - margin <= values.min() and values.max() <= low + model_graph.SIDE + margin
        for low, values in ((left, x), (bottom, y))
    )


def test_every_thumbnail_stays_in_its_node():
    fake = np.tile([[50.0, 50.0], [0.0, 0.0]], (100, 1))
    far = moment(fake=fake, warp=5 * SQUARE)
    curves = history(100) | {"g_loss": np.linspace(-7, 400, 100)}
    live = model_graph.arrays(far, PLANE, curves, (0.0, 3.0))
    for uid, array in live.items():
        node = uid.removeprefix("node_")
        if node in model_graph.NODES and node != "d":
            assert inside(node, array), uid
    figure = playground(far, PLANE, curves)
    d = next(trace for trace in figure.data if trace.uid == "node_d")
    ends = [
        start + step * (np.array([0, len(d.z)]) - 0.5)
        for start, step in ((d.x0, d.dx), (d.y0, d.dy))
    ]
    assert inside("d", ends)
    assert inside("z", next((t.x, t.y) for t in figure.data if t.uid == "node_z"))


@pytest.mark.parametrize("node", model_graph.NODES)
def test_the_active_node_is_framed(node):
    x, y = drawn(moment(), PLANE, history(), active=node)["active"]
    left, bottom = model_graph.NODES[node]
    assert np.nanmin(x) < left < left + model_graph.SIDE < np.nanmax(x)
    assert np.nanmin(y) < bottom < bottom + model_graph.SIDE < np.nanmax(y)
    nobody = drawn(moment(), PLANE, history())["active"]
    assert np.isnan(nobody).all()


def test_nodes_lie_apart_and_within_the_graph():
    boxes = list(model_graph.NODES.values())
    for i, (a, b) in enumerate(boxes):
        assert min(a, b) >= 0
        assert a + model_graph.SIDE <= model_graph.SIZE[0]
        assert b + model_graph.SIDE <= model_graph.SIZE[1]
        for other in boxes[:i]:
            assert max(abs(a - other[0]), abs(b - other[1])) > model_graph.SIDE


@given(st.lists(st.floats(-1e6, 1e6) | st.just(np.nan), min_size=1, max_size=20))
def test_the_axis_of_the_losses_holds_them(losses):
    half = len(losses) // 2
    low, high = loss_range({"d_loss": np.array(losses[:half]), "g_loss": np.array(losses[half:])})
    assert low <= 0
    assert high >= 3
    known = [loss for loss in losses if loss == loss]
    assert all(low <= loss <= high for loss in known)
    room = max([3, *(2.5 * abs(loss) for loss in known)])
    assert high - low <= 2 * max(room, 1)


def test_the_band_is_the_interval_of_the_estimate():
    curves = history()
    x, y = drawn(moment(), PLANE, curves)["jsd_band"]
    low, high = y[:5], y[5:][::-1]
    np.testing.assert_allclose((low + high) / 2, curves["jsd"])
    np.testing.assert_allclose((high - low) / 2, curves["jsd_error"])
    np.testing.assert_array_equal(x[:5], x[5:][::-1])


def test_the_share_of_modes_is_of_those_there_are():
    ring = named("ring")
    plane = make_plane(ring, default_box(ring))
    curves = history() | {"modes": np.array([0.0, 2, 4, 8, 8])}
    _, covered = drawn(moment(), plane, curves)["covered"]
    assert covered.tolist() == [0, 0.25, 0.5, 1, 1]


def test_axes_that_grow_are_those_of_the_figure():
    curves = history() | {"d_loss": np.full(5, -4.0)}
    figure = playground(moment(), PLANE, curves)
    assert tuple(figure.layout.yaxis5.range) == loss_range(curves) == (-5, 3)
    assert tuple(figure.layout.xaxis3.range) == (0, 500)


@pytest.mark.parametrize("runs", [2, 3, 4])
def test_runs_side_by_side_share_a_legend(runs):
    snapshots = [moment(step) for step in range(runs)]
    names = ["plain", "R1", "packing", "unrolled"][:runs]
    figure = compare(snapshots, [PLANE] * runs, names=names)
    assert figure.layout.height <= HEIGHT
    words = [trace.legendgroup for trace in figure.data if trace.showlegend is not False]
    assert sorted(words) == sorted(LAYERS)
    seen = {trace.uid: trace for trace in figure.data}
    for i, snapshot in enumerate(snapshots):
        np.testing.assert_array_equal(seen[f"d_{i}"].z, snapshot.d)
        np.testing.assert_array_equal(seen[f"fake_{i}"].x, snapshot.fake[:, 0])
    assert [note.text for note in figure.layout.annotations] == names
    ends = [end for axis in figure.select_xaxes() for end in axis.domain]
    assert ends == sorted(ends), "planes do not overlap"


def artists(**kwargs):
    """What a still of one moment draws: (heat maps, lines, points and arrows), in numbers."""
    ax = film.still([moment()], [PLANE], earlier=EARLIER, **kwargs).axes[0]
    return len(ax.images), len(ax.lines), len(ax.collections)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_still_draws_each_layer_that_is_on_and_no_other(layer):
    heats, lines = {"d", "d_star", "difference", "p_g"}, {"p_data", "warp", "trails"}
    kind = 0 if layer in heats else 1 if layer in lines else 2
    assert artists(shown={layer}) == tuple(int(i == kind) for i in range(3))


def test_a_still_shows_what_the_page_shows_at_first_with_a_name_and_in_fine_print(tmp_path):
    assert artists() == artists(shown=SHOWN | STATIC) == (1, 1, 3)
    figure = film.still([moment(), moment()], [PLANE] * 2, ["run A", "run B"])
    assert [ax.get_title() for ax in figure.axes] == ["run A, round 40", "run B, round 40"]
    with Image.open(film.save_still(figure, tmp_path / "two.png")) as picture:
        assert picture.width > 2 * 900


def test_a_film_shows_the_layers_and_names_of_its_page(tmp_path):
    moments = [((moment(step),), (PLANE,)) for step in range(4)]
    sizes = [len(film.trail(moments, index)) for index in range(4)]
    assert sizes == [0, 1, 2, 3]
    frames = []
    for shown in ({"p_g", "trails"}, {"difference"}):
        path = film.save_film(moments, tmp_path / "run.gif", names=["A"], shown=shown)
        with Image.open(path) as film_:
            assert film_.n_frames == 4
            film_.seek(3)
            frames.append(np.asarray(film_.convert("RGB")))
    assert (frames[0] != frames[1]).any()


def test_what_is_not_known_is_refused():
    with pytest.raises(ValueError, match=r"shown = 'difrence'.*did you mean 'difference'"):
        film.still([moment()], [PLANE], shown={"difrence"})
    with pytest.raises(ValueError, match=r"shown = 'difrence'.*did you mean 'difference'"):
        playground(moment(), PLANE, history(), shown={"difrence"})
    with pytest.raises(ValueError, match=r"active = 'loss'"):
        drawn(moment(), PLANE, history(), active="loss")
    with pytest.raises(ValueError, match="number of runs = 5"):
        compare([moment()] * 5, [PLANE] * 5)
