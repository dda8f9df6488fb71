"""The front door is typed: an editor completes what `import ganviz` offers, and says what it is."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

import ganviz

ROOT = Path(__file__).parents[1]

# An expression of a reader -> what an editor says that it is.
KNOWN = {
    "ganviz.Gaussian(0, 1)": "Gaussian",
    "ganviz.Gaussian(0, 1).mean": "float",
    "ganviz.named('ring')": "Distribution",
    "ganviz.js_divergence(p, q)": "Estimate",
    "ganviz.optimal_discriminator(p, q)": "OptimalDiscriminator",
    "ganviz.ToySettings().k": "int",
    "ganviz.environment()": "Environment",
    "ganviz.theory.kl_divergence(p, q).error": "float",
    "ganviz.images.RECIPES": "dict[str, Recipe]",
    "ganviz.games.METHODS": "dict[str, type[Method]]",
    "ganviz.theory.Flow(p, q).snapshot()": "FlowSnapshot",
    "ganviz.ToyGAN(p, ganviz.Uniform(-1, 1)).snapshot()": "Snapshot",
    "ganviz.ToyGAN(plane, ganviz.toy.Noise()).snapshot()": "PlaneSnapshot",
}
START = """import ganviz

p, q = ganviz.Gaussian(0, 1), ganviz.Gaussian(1, 1)
plane = ganviz.distributions.ring()
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What pyright says of each expression, and of a misspelt name."""
    folder = tmp_path_factory.mktemp("reader")
    lines = [*(f"reveal_type({code})" for code in KNOWN), "ganviz.Gausian"]
    (folder / "reader.py").write_text(START + "\n".join(lines) + "\n")
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(ROOT)]}))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    found = subprocess.run([*command, "--project", folder], capture_output=True, text=True)
    messages = json.loads(found.stdout)["generalDiagnostics"]
    first = START.count("\n")
    return {lines[m["range"]["start"]["line"] - first]: m["message"] for m in messages}


@pytest.mark.long
@pytest.mark.parametrize("code", KNOWN)
def test_an_editor_knows_what_it_is(said, code):
    assert said[f"reveal_type({code})"] == f'Type of "{code}" is "{KNOWN[code]}"'


@pytest.mark.long
def test_an_editor_marks_a_misspelt_name(said):
    assert '"Gausian" is not a known attribute' in said["ganviz.Gausian"]


def test_what_an_editor_sees_is_what_there_is():
    tree = ast.parse(Path(ganviz.__file__).read_text(encoding="utf-8"))
    [typed] = [
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    ]
    imported = {alias.name: part.module for part in typed.body for alias in part.names}
    assert {*imported, "__version__"} == set(ganviz.__all__)
    for name, module in imported.items():
        if module != "ganviz":
            assert ganviz._HOME[name] == module.removeprefix("ganviz.")
