"""The time that `import ganviz` adds to `import numpy`, in fresh interpreters; target: 0.2 s."""

import statistics
import subprocess
import sys

REPEATS = 9
CODE = "import time, numpy; t = time.perf_counter(); import ganviz; print(time.perf_counter() - t)"
LOADED = "import ganviz, sys; print(*sorted({'torch', 'plotly', 'ipywidgets'} & set(sys.modules)))"


def python(code):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def main():
    times = [float(python(CODE)) for _ in range(REPEATS)]
    print(f"import ganviz after numpy: median {statistics.median(times) * 1e3:.1f} ms of {REPEATS}")
    print(f"heavy modules loaded by it: {python(LOADED) or 'none'}")


if __name__ == "__main__":
    main()
