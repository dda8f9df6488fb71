"""The notebooks as files: paired with their sources, without outputs, within the house rules."""

import ast
from pathlib import Path

import jupytext
import nbformat
import pytest

from ganviz import explore

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
SOURCES = sorted(NOTEBOOKS.glob("*.py"))
LONGEST_CELL = 12


@pytest.fixture(params=SOURCES, ids=lambda path: path.stem)
def pair(request):
    source = request.param
    return (
        jupytext.read(source),
        nbformat.read(source.with_suffix(".ipynb"), as_version=4),
    )


def test_there_are_notebooks():
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == {path.stem for path in SOURCES}
    assert len(SOURCES) >= 5


def test_the_notebook_is_its_source(pair):
    source, notebook = pair
    assert [(c.cell_type, c.source) for c in source.cells] == [
        (c.cell_type, c.source) for c in notebook.cells
    ], "run: make notebooks"


def test_no_outputs_and_no_widget_state(pair):
    _, notebook = pair
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None


def test_it_opens_with_what_it_shows_and_closes_with_checks(pair):
    source, _ = pair
    first, *_, last = source.cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert "**What this notebook shows:**" in first.source
    assert "assert " in last.source


def test_the_second_cell_is_for_colab_and_never_touches_torch(pair):
    source, _ = pair
    code = source.cells[1].source
    assert "google.colab" in code
    assert "--no-deps" in code
    assert "torch" not in "".join(code.splitlines()[1:])


def test_what_installs_imports_and_checks_is_folded_away(pair):
    """By JupyterLab's own metadata: such a cell opens without its code, and runs."""
    source, notebook = pair
    checks = False
    for cell, saved in zip(source.cells, notebook.cells, strict=True):
        checks |= cell.cell_type == "markdown" and "## Checks" in cell.source
        if cell.cell_type == "code":
            only = all(
                isinstance(n, ast.Import | ast.ImportFrom) for n in ast.parse(cell.source).body
            )
            folded = cell.metadata.get("jupyter") == {"source_hidden": True}
            assert folded == ("google.colab" in cell.source or checks or only), cell.source
            assert saved.metadata.get("jupyter") == cell.metadata.get("jupyter")


def test_cells_are_short_and_explorers_do_the_work(pair):
    source, _ = pair
    for cell in source.cells[2:]:
        if cell.cell_type == "code":
            lines = [
                line for line in cell.source.splitlines() if line.strip() and line.strip()[0] != "#"
            ]
            assert len(lines) <= LONGEST_CELL, cell.source
            ast.parse(cell.source)


def test_a_readers_own_slider_moves_an_explorer():
    """The cell of notebook 07 that says how."""
    source = jupytext.read(NOTEBOOKS / "07_divergences.py")
    (cell,) = [c.source for c in source.cells if "ipywidgets.dlink" in c.source]
    space = {"explore": explore}
    exec(cell, space)
    apart, best = space["apart"], space["best"]
    assert (best.settings.left, best.settings.right) == (-1.7, 1.7)
    apart.value = 0.5
    assert (best.settings.left, best.settings.right) == (-0.5, 0.5)
    best.close()
    apart.close()
