"""Imports go down only, and `import ganviz` stays light."""

import ast
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ganviz"

# Floors from the ground up; a module imports from its own floor or from below.
FLOORS = {
    "_check": 0,
    "_files": 0,
    "_interrupts": 0,
    "settings": 0,
    "run": 0,
    "states": 1,
    "_environment": 0,
    "texts": 0,
    "distributions": 1,
    "theory": 2,
    "games": 2,
    "exercises": 3,
    "objectives": 3,
    "penalties": 3,
    "_capture": 3,
    "metrics": 3,
    "toy": 4,
    "images": 5,
    "commands": 5,
    "__main__": 5,
    "plots": 6,
    "host": 7,
    "widgets": 8,
    "explore": 9,
}
TORCH = {"torch", "lightning", "torchmetrics", "safetensors"}
PAGE = {"plotly", "ipywidgets", "anywidget", "IPython"}
FORBIDDEN = {
    **dict.fromkeys(
        ("run", "distributions", "theory", "texts", "games", "exercises"), TORCH | PAGE
    ),
    "plots": TORCH | PAGE - {"plotly"},
    **dict.fromkeys(("objectives", "penalties", "toy", "images", "metrics", "commands"), PAGE),
    "host": TORCH | PAGE,
    "widgets": TORCH,
    "explore": PAGE,  # an explorer is a scene: carriers show it
}
# What a floor must not reach although it lies below: the image trainers run on a bare machine.
APART = {
    "plots": {"toy", "images", "objectives", "penalties", "metrics"},
    "metrics": {"distributions"},
}


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def floor_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path):
    """Every absolute name that a module imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_only(path):
    own = floor_of(path)
    for name in imported(path):
        top, *rest = name.split(".")
        assert top not in FORBIDDEN.get(own, ()), f"{own} must not import {top}"
        if top == "ganviz" and rest and rest[0] in FLOORS:
            assert FLOORS[rest[0]] <= FLOORS[own], f"{own} must not import {rest[0]}: it is above"
            assert rest[0] not in APART.get(own, ()), f"{own} must not import {rest[0]}"


def test_every_module_has_a_floor():
    assert {floor_of(path) for path in modules()} <= set(FLOORS)


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()


def test_import_ganviz_is_light():
    heavy = TORCH | PAGE | {"scipy", "sklearn", "pandas"}
    loaded = run("import ganviz, sys; print(*{name.split('.')[0] for name in sys.modules})")
    assert heavy.isdisjoint(loaded)


@pytest.mark.parametrize("name", ["distributions", "theory", "plots"])
def test_the_lower_floors_load_without_torch_and_widgets(name):
    loaded = run(
        f"import ganviz.{name}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    )
    assert (FORBIDDEN[name] | {"plotly", "pandas", "sklearn"}).isdisjoint(loaded)


def test_public_names_are_there():
    import ganviz

    for name in ganviz.__all__:
        assert getattr(ganviz, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = ganviz.nonsense


def test_a_class_name_stands_once():
    """One name for one thing: a reader who searches for a class finds it, and no other."""
    homes = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(str(path.relative_to(PACKAGE)))
    assert not {name: where for name, where in homes.items() if len(where) > 1}
