"""The memory of a kernel: its peak in each notebook, and its growth while Figure 1 plays.

Targets: under 700 MB in every notebook; under 20 MB an hour at full speed (measured over ten
minutes and extrapolated). ``python benchmarks/kernel_memory.py [minutes]``
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
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


def main():
    peaks()
    growth(float(sys.argv[1]) if len(sys.argv) > 1 else 10)


if __name__ == "__main__":
    main()
