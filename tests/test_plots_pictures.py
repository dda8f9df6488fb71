"""What holds of every picture: plotly takes it, and its parts are what a page can be sent."""

import json
import re

import numpy as np
import pytest
from examples import EXAMPLES, arguments, picture

from ganviz import plots
from ganviz.plots.edge import to_figure
from ganviz.plots.palette import PALETTES, css, painted

NAMED = re.compile(r"@(\w+)(/(0|1|0?\.\d+))?")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(rgba?|hsla?)\(|\b(white|black)\b")
ROLES = ("data", "generator", "discriminator", "gradient", "optimum")
WORDS = ("ink", "note")
# Machado et al. 2009, at full severity, in linear RGB.
SIGHTS = {
    "usual": np.eye(3),
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
}


@pytest.fixture(params=EXAMPLES)
def made(request):
    return picture(request.param)


def parts(value, path=""):
    """Every leaf of a picture with its path."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, f"{path}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from parts(each, path)
    else:
        yield path, value


def test_every_public_picture_is_here():
    assert set(EXAMPLES) == set(plots.__all__) - {"Labelled"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_people_get_a_figure(name):
    args, kwargs = arguments(name)
    figure = getattr(plots, name)(*args, **kwargs)
    assert figure.layout.height == round(420 * picture(name)["layout"]["meta"]["height"])
    assert not COLOUR.search(json.dumps(picture(name), default=str))


@pytest.mark.parametrize("theme", PALETTES)
def test_plotly_takes_it(made, theme):
    figure = to_figure(made, theme)
    assert len(figure.data) == len(made["data"])
    assert "@" not in re.sub(r"%\{[^}]*\}", "", figure.to_json())


def test_uids_are_unique(made):
    uids = [trace["uid"] for trace in made["data"]]
    assert len(set(uids)) == len(uids)


def test_arrays_stand_at_x_y_and_z_only_and_the_rest_is_json(made):
    for trace in made["data"]:
        for key in "xyz":
            if key in trace and not isinstance(trace[key], list):
                assert isinstance(trace[key], np.ndarray), (trace["uid"], key)
                assert trace[key].dtype.kind in "fiu"
                assert trace[key].ndim == (2 if key == "z" else 1)
        if trace["type"] == "scatter":
            assert len(trace["x"]) == len(trace["y"])
    rest = {
        "data": [{k: v for k, v in trace.items() if k not in "xyz"} for trace in made["data"]],
        "layout": made["layout"],
    }
    assert all(type(v) in (str, int, float, bool, type(None)) for _, v in parts(rest))
    assert json.loads(json.dumps(rest)) == rest


def test_colours_are_names_that_both_palettes_know(made):
    seen = 0
    for path, value in parts(made):
        if isinstance(value, str) and value.startswith("@"):
            assert NAMED.fullmatch(value), value
            assert all(css(value, theme) for theme in PALETTES)
            seen += 1
        elif "color" in path.rpartition(".")[2] and isinstance(value, str):
            raise AssertionError(f"{path} = {value!r} is no name")
    assert seen > 5


def test_its_height_is_told_in_houses_and_its_width_is_the_pages(made):
    layout = made["layout"]
    assert "width" not in layout
    assert "height" not in layout
    assert 0.5 < layout["meta"]["height"] < 1.5


def test_an_arrow_has_one_size(made):
    for trace in made["data"]:
        if (trace.get("meta") or {}).get("kind") == "arrows":
            assert isinstance(trace["marker"]["size"], int | float)
            assert len(trace["x"]) % 3 == 0 or np.isnan(trace["x"]).all()


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_numbers_give_the_same_picture(name):
    first, second = picture(name), picture(name)
    for a, b in zip(first["data"], second["data"], strict=True):
        np.testing.assert_equal(a, b)
    assert first["layout"] == second["layout"]


def test_axes_and_legends_that_are_named_are_there(made):
    for trace in made["data"]:
        for letter in "xy":
            name = trace.get(f"{letter}axis", letter)
            axis = made["layout"][name.replace(letter, f"{letter}axis")]
            other = "y" if letter == "x" else "x"
            assert axis["anchor"].replace(other, f"{other}axis") in made["layout"]
        if trace.get("showlegend") is not False:
            assert trace.get("legend", "legend") in made["layout"]
            assert trace["name"]


def test_the_data_lie_over_the_curve_that_comes_to_meet_them(made):
    """At the moment of success it would cover them; the legend keeps its order."""
    at = {trace["uid"]: i for i, trace in enumerate(made["data"]) if trace["type"] == "scatter"}
    for uid, index in at.items():
        if uid.startswith("p_data") and made["data"][index]["mode"] == "lines":
            assert index > at.get(uid.replace("data", "g"), -1)


def linear(role, theme):
    channels = np.array([int(PALETTES[theme][role][i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(role, theme):
    """Of a role on its ground, as WCAG has it."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((linear(each, theme) @ weights for each in (role, "ground")), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = to_xyz @ np.clip(rgb, 0, 1) / [0.9505, 1, 1.089]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_both_palettes_have_the_same_roles_and_words_can_be_read():
    assert PALETTES["light"].keys() == PALETTES["dark"].keys()
    for theme in PALETTES:
        assert all(contrast(role, theme) >= 4.5 for role in WORDS)
    assert all(contrast(role, "dark") >= 4.5 for role in (*ROLES, "faint"))


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_roles_can_be_told_apart(theme, sight):
    seen = [lab(SIGHTS[sight] @ linear(role, theme)) for role in ROLES]
    apart = [np.linalg.norm(a - b) for i, a in enumerate(seen) for b in seen[:i]]
    assert min(apart) > 17, "and each has a dash of its own"


def test_a_part_is_painted_by_theme():
    said = {"colorscale": [[0, "@ground"], [1, "@data/0.5"]], "text": "a@b"}
    dark = {"colorscale": [[0, "#111111"], [1, "rgba(255,255,255,0.5)"]], "text": "a@b"}
    assert painted(said, "dark") == dark
    with pytest.raises(ValueError, match="did you mean 'generator'"):
        css("@generater")
