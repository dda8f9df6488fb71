"""How the tests are shared between two processes: file by file, all of the browser's in one."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group the tests for ``--dist loadgroup``; the browser's come first, as the longest."""
    for item in items:
        group = "browser" if item.get_closest_marker("browser") else str(Path(item.path))
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
