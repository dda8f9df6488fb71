"""Toy games load neither torch nor scikit-learn nor POT: a fresh interpreter blocks them.

Torch takes as long to load as all the rest, and more memory; so it is loaded where D is unrolled,
for images, and nowhere else in the toy games, their explorers and the notebooks about them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
BLOCK = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked}:
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Blocked())
"""
HEAVY = ("torch", "sklearn", "ot")
RUNS = """
import copy, tempfile
import ganviz.toy
from ganviz import ToyGAN, Uniform, explore, named, sweep
from ganviz.toy import Ensemble, Noise, ToySettings, push_forward
from ganviz.toy.snapshots.diagnosis import diagnose
from ganviz.toy.runs.fixed_generator import FixedGenerator
from ganviz.toy.runs.four_panels import four_panels
from ganviz.toy.runs.lanes import Lanes
from ganviz.toy.runs.saturation import SaturationRun
from ganviz.toy.snapshots.signs import signs_of
from ganviz.toy.storage import load_run, save_run

games = [(named("two_modes"), Uniform(-1, 1)), (named("ring"), Noise())]
for p_data, p_z in games:
    gan = ToyGAN(p_data, p_z)
    gan.step(20)
    diagnose([signs_of(gan.snapshot())], stopped="")
    copy.deepcopy(gan).step(3)
    gan.generator(p_z.sample(5, __import__("numpy").random.default_rng(0)))
    lanes = Lanes(gan)
    two = lanes.branch(lanes.snapshot(), (0, 0))
    two.configure(lane=1, k=2)
    two.step(2)
    with tempfile.TemporaryDirectory() as folder:
        again = load_run(save_run(gan, folder + "/run", {}), p_data, p_z)
    again.step(3)
    runs = Ensemble(p_data, p_z, [ToySettings(seed=seed) for seed in range(2)])
    runs.step(3)
    runs.snapshot()
sweep(ToySettings(batch=16), {"k": (1,)}, rounds=2, seeds=2)
push_forward(ToyGAN(*games[0]).generator, games[0][1])
for run in FixedGenerator(games[0][0], games[0][0]), SaturationRun(*games[0], ToySettings()):
    run.step(5)
    run.snapshot()
"""
SAVED = """
from ganviz import Uniform, named
from ganviz.toy.storage import load_run
run = load_run("tests/data/saved/toy.safetensors", named("two_modes"), Uniform(-1, 1))
run.step(5)
run.snapshot()
"""
EXPLORER = """
from ganviz import explore
for name in {names}:
    session = explore.EXPLORERS[name].session()
    if session.player is not None:
        assert session.player.wait(60)
        session.player.advance(20)
        session.player.wait()
    assert session.picture and session.readout
    session.close()
"""
FIGURE1 = """
import sys
from ganviz import explore
figure1 = explore.figure1.session()
figure1.player.advance(20)
figure1.player.wait()
loaded = {"scipy.integrate", "scipy.optimize", "scipy.spatial"} & set(sys.modules)
assert not loaded, loaded
"""
LABORATORY = """
from ganviz import explore
lab = explore.playground()
lab.player.advance(30)
lab.player.wait()
assert lab.player.frame.snapshot.step == 30, lab.player.frame
lab.close()
"""
NOTEBOOK = """
import os, jupytext
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(colors="nocolor")
for cell in jupytext.read({path!r}).cells:
    if cell.cell_type == "code":
        shell.run_cell(cell.source, silent=True).raise_error()
os._exit(0)
"""


def plays(code, blocked=HEAVY, cwd=None):
    code = BLOCK.format(blocked=blocked) + code
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd)
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]


def test_the_block_blocks():
    for name in HEAVY:
        with pytest.raises(AssertionError, match="is blocked"):
            plays(f"import {name}")


def test_toy_games():
    plays(RUNS)


def test_a_run_that_was_saved_with_torch():
    plays(SAVED, cwd=NOTEBOOKS.parent)


def test_figure1_loads_only_the_special_functions_of_scipy():
    """The rest is 26 MB, and a quarter of the time of the import."""
    plays(FIGURE1)


@pytest.mark.long
def test_explorers():
    from ganviz import explore

    names = sorted(explore.EXPLORERS.keys() - {"images"})
    plays(EXPLORER.format(names=names))


@pytest.mark.long
def test_the_laboratory():
    plays(LABORATORY)


@pytest.mark.notebook
@pytest.mark.parametrize("number", [*range(12), 14])
def test_a_notebook(number):
    (path,) = NOTEBOOKS.glob(f"{number:02d}_*.py")
    blocked = ("torch", "ot") if number == 4 else HEAVY  # 04 takes iris from scikit-learn
    plays(NOTEBOOK.format(path=str(path)), blocked, cwd=NOTEBOOKS)
