"""The memory of a kernel: its peak in each notebook, its growth, and what its server adds.

Targets: under 700 MB in every notebook; under 20 MB an hour at full speed (measured over ten
minutes and extrapolated); notebook 02 in a real JupyterLab and Chromium, kernel and server
together, at most 300 MB, and notebook 10 at most 450.

``python benchmarks/kernel_memory.py [minutes]``, or ``... lab [seconds of play]`` for the last two.
"""

import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PLAY_SECONDS = int(sys.argv[2]) if sys.argv[2:] else 20
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
PLAY = """
from ganviz import explore
import psutil, time
figure1 = explore.figure1()
figure1.player.speed(None)
figure1.player.play()
time.sleep({warm})
process = psutil.Process()
seen = []
for _ in range({samples}):
    time.sleep({every})
    seen.append(process.memory_info().rss / 2**20)
print(*seen)
print(figure1.player.frame.snapshot.step)
"""


def printed(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def peaks():
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
        start = time.perf_counter()
        NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": path.parent}}
        ).execute()
        seconds = time.perf_counter() - start
        print(
            f"{path.stem:<28} peak {float(printed(notebook.cells[-1])):5.0f} MB, {seconds:5.1f} s"
        )


def growth(minutes):
    warm, samples = 60, 20
    every = (minutes * 60 - warm) / samples
    code = PLAY.format(warm=warm, samples=samples, every=every)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    NotebookClient(notebook, timeout=minutes * 60 + 120).execute()
    first, second = printed(notebook.cells[0]).split("\n")[:2]
    seen = [float(value) for value in first.split()]
    hours = every * (samples - 1) / 3600
    grown = seen[-1] - seen[0]
    print(
        f"Figure 1 at full speed for {minutes} min ({int(second):,} rounds): "
        f"{seen[0]:.1f} -> {seen[-1]:.1f} MB, {grown / hours:+.1f} MB an hour"
    )


@contextmanager
def watched(server):
    """A list that grows four times a second: [memory of the server, of its kernel]."""
    seen, over = [], threading.Event()

    def look():
        while not over.wait(0.25):
            seen.append([memory(server), kernel_memory(server)])

    (thread := threading.Thread(target=look)).start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def memory(pid):
    """Resident MB, and what is left of them when pages of two processes count half in each."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {line.split()[0]: int(line.split()[1]) / 1024 for line in lines[1:]}
    return sizes["Rss:"], sizes["Pss:"]


def kernel_memory(server):
    try:
        (kernel,) = psutil.Process(server).children()
        return memory(kernel.pid)
    except (ValueError, OSError):  # it is not there yet, or not any more
        return 0.0, 0.0


@pytest.mark.parametrize(("name", "target"), [("02_figure1_dynamics", 300), ("10_playground", 450)])
def test_with_the_server(lab, open_own, name, target):
    with watched(lab.pid) as seen:
        notebook = open_own(name)
        waiting = notebook.page.get_by_role("button", name="Play")
        players = waiting.count()
        for _ in range(players):
            waiting.first.click()  # then it is called Pause
        notebook.page.wait_for_timeout(PLAY_SECONDS * 1000)
        assert notebook.page.locator('.ganviz-host[data-playing="true"]').count() == players > 0
    server, kernel = np.max(seen, axis=0)
    both = np.sum(seen, axis=1).max(0)
    print(
        f"\n{name} in JupyterLab, players: {players}, {PLAY_SECONDS} s; peaks, in "
        "parentheses with shared pages once: server {:.0f} ({:.0f}), kernel {:.0f} ({:.0f}), "
        "both {:.0f} ({:.0f}) MB; target {}".format(*server, *kernel, *both, target)
    )


def main():
    if "lab" not in sys.argv:
        peaks()
        growth(float(sys.argv[1]) if len(sys.argv) > 1 else 10)
    sys.path.insert(0, str(ROOT))
    plain = ["-o", "addopts=", "-p", "no:cacheprovider", "-q", "-s", "--no-header"]
    sys.exit(pytest.main([__file__, "-p", "tests.browser.lab", *plain]))


if __name__ == "__main__":
    main()
