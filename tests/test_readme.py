"""The way in: whatever README, CONTRIBUTING and the notebooks' tour name is there."""

import importlib
import re
from pathlib import Path

import pytest

import ganviz

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
TOUR = NOTEBOOKS / "00_start_here.py"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(NOTEBOOKS.glob("*.py"))]
MAP = [
    line.split(" | ")
    for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    if re.search(r"`(browser/)?test_\w+\.py`", line)
]


def links(page):
    """Every relative link of a page."""
    return re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", page.read_text(encoding="utf-8"))


def named(name):
    """What `theory.value` and the like name, below `ganviz`."""
    found = ganviz
    for part in name.split("."):
        if not hasattr(found, part):
            importlib.import_module(f"{found.__name__}.{part}")
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for link in links(page):
        assert (page.parent / link).exists(), link


def test_the_map_and_the_tour_lead_to_every_notebook():
    own = {path.stem for path in NOTEBOOKS.glob("*.ipynb")} - {TOUR.stem}
    assert {Path(link).stem for link in links(TOUR)} == own
    mapped = {Path(link).stem for row in MAP for link in re.findall(r"\]\(([^)]+)\)", row[1])}
    assert mapped == own


@pytest.mark.parametrize("row", MAP, ids=lambda row: row[0].strip("| "))
def test_every_row_of_the_map_names_a_notebook_functions_and_tests(row):
    _, notebooks, functions, tests = row
    assert ".ipynb" in notebooks
    for name in re.findall(r"`([^`]+)`", functions):
        assert named(name) is not None
    for name in re.findall(r"`([^`]+)`", tests):
        assert (ROOT / "tests" / name).is_file(), name


def test_the_house_has_these_rooms():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named_rooms = set(re.findall(r"^ganviz/(\w+)(?:/|\.py) ", page, re.MULTILINE))
    files = {path.stem for path in (ROOT / "ganviz").glob("*.py") if path.stem[0] != "_"}
    folders = {path.parent.name for path in (ROOT / "ganviz").glob("*/__init__.py")}
    assert named_rooms == files | folders
