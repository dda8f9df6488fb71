"""What all tests share: the examples of hypothesis, markers, two processes, and JupyterLab."""

from collections import Counter
from pathlib import Path

import profiles  # noqa: F401
import pytest
from browser.lab import browser, lab, open_notebook, open_own  # noqa: F401

# Notebooks for `make slow` alone: they train for a while on what another one shows in small.
LONG_NOTEBOOKS = {"13_cifar10"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark notebooks; keep a file's tests in one process; what is long comes first.

    The browser's tests are the longest, then files with many: small ones fill up what is left.
    """
    for item in items:
        path = Path(item.path)
        if path.suffix == ".ipynb":
            item.add_marker("notebook")
            if path.stem in LONG_NOTEBOOKS:
                item.add_marker("slow")
        group = "browser" if item.get_closest_marker("browser") else str(path)
        item.add_marker(pytest.mark.xdist_group(group))
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (not item.get_closest_marker("browser"), -many[item.path]))
