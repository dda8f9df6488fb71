"""Two gloo processes with the same global batch give the losses of one process."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from ganviz.images import checkpoint
from ganviz.images.log import read_metrics

pytestmark = pytest.mark.long

# Dropout and the column caps of the paper.
PAPER = (
    "update=simultaneous",
    'generator={"kind": "Stack", "max_norm": 1.9, "layers": ['
    '{"kind": "Dense", "units": 32, "activation": "relu"},'
    '{"kind": "Dense", "units": 64, "activation": "sigmoid"}]}',
    'discriminator={"kind": "Stack", "keep_input": 0.8, "keep_hidden": 0.5, "layers": ['
    '{"kind": "Maxout", "units": 24, "pieces": 5, "init": 0.05}, {"kind": "Dense", "units": 1}]}',
)
# Batch norm in both, whose statistics are those of the global batch. A bias before it has no
# gradient but rounding, which Adam would make steps of, so the rule is the paper's.
NORMED = (
    "update=alternating",
    'optimizer={"kind": "Momentum"}',
    "lr=0.05",
    'generator={"kind": "Stack", "layers": ['
    '{"kind": "Dense", "units": 32, "activation": "relu", "batch_norm": true},'
    '{"kind": "Dense", "units": 64, "activation": "sigmoid"}]}',
    'discriminator={"kind": "Stack", "layers": ['
    '{"kind": "Dense", "units": 32, "activation": "leaky_relu", "batch_norm": true},'
    '{"kind": "Dense", "units": 1}]}',
)


def train(out, launcher, *options):
    command = [sys.executable, *launcher, "-m", "ganviz", "train", "digits"]
    command += ["--epochs", "2", "--log-every", "5", "--out", str(out), "--device", "cpu"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, *(word for option in options for word in ("--set", option))],
        capture_output=True,
        text=True,
        timeout=200,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return [row for row in read_metrics(out) if "d_loss" in row]


@pytest.mark.parametrize("settings", [PAPER, NORMED], ids=["paper", "batch norm"])
def test_two_processes_are_one(tmp_path, settings):
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    one = train(tmp_path / "one", [], "batch=60", *settings)
    two = train(tmp_path / "two", torchrun, "batch=60", *settings)
    assert [r["step"] for r in one] == [r["step"] for r in two]
    one, two = one[:-1], two[:-1]  # the last row is of fewer rounds, and its mean the less exact
    assert len(one) >= 8
    for name in ("d_loss", "g_loss", "d_real", "d_fake", "d_grad_norm", "g_grad_norm"):
        a, b = (np.array([row[name] for row in rows]) for rows in (one, two))
        np.testing.assert_allclose(a, b, rtol=2e-3, atol=1e-5, err_msg=name)
    a, b = (checkpoint.latest(tmp_path / run)[0].tensors for run in ("one", "two"))
    assert a.keys() == b.keys()
    for name in a:
        torch.testing.assert_close(a[name].double(), b[name].double(), rtol=1e-2, atol=5e-4)


def test_two_processes_in_bf16_share_batch_norm_and_one_new_folder(tmp_path):
    """Started by the command itself; its name for the folder is of the second it begins in."""
    command = [sys.executable, "-m", "ganviz", "train", "digits", "--epochs", "1"]
    command += ["--processes", "2", "--precision", "bf16", "--device", "cpu", "--log-every", "10"]
    command += ["--set", "batch=60", *(word for option in NORMED for word in ("--set", option))]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=200, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "deprecated" not in done.stderr
    (run,) = (tmp_path / "runs").iterdir()
    rows = [row for row in read_metrics(run) if "d_loss" in row]
    assert [row["step"] for row in rows] == [10, 20, 24]
    assert all(np.isfinite(row["g_loss"]) for row in rows)
    assert checkpoint.latest(run)[0].step == 24
