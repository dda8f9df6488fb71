"""This machine: versions of packages, processor cores, GPU."""

import contextlib
import ctypes
import importlib.metadata
import os
import platform
import sys
from dataclasses import dataclass

PACKAGES = ("ganviz", "torch", "numpy", "scipy", "plotly", "ipywidgets", "anywidget")
OLDEST = {"torch": (2, 4), "numpy": (1, 26), "scipy": (1, 13), "plotly": (5, 24)}
DRIVERS = ("libcuda.so.1", "nvcuda.dll", "libamdhip64.so")
"""Libraries of the drivers of NVIDIA and AMD."""


@dataclass(frozen=True)
class Environment:
    """The machine and its software.

    Attributes:
        python: version of Python.
        packages: name -> version, or "missing".
        cores: processor cores that this process may use.
        gpu: the name of the accelerator that torch sees, or "none".
    """

    python: str
    packages: dict[str, str]
    cores: int
    gpu: str

    @property
    def problems(self) -> list[str]:
        """A sentence for each package that is missing or too old; empty if all is well."""
        found = [f"{name} is missing" for name, v in self.packages.items() if v == "missing"]
        for name, oldest in OLDEST.items():
            version = self.packages[name]
            if version != "missing" and _numbers(version) < oldest:
                found.append(f"{name} {version} is older than {'.'.join(map(str, oldest))}")
        return found

    def __str__(self) -> str:
        lines = [f"Python     {self.python}"]
        lines += [f"{name:<10} {version}" for name, version in self.packages.items()]
        lines += [f"cores      {self.cores}", f"GPU        {self.gpu}"]
        lines += [f"problem:   {problem}" for problem in self.problems] or ["all is well"]
        return "\n".join(lines)


def environment() -> Environment:
    """The environment of this process; the GPU is found by torch.

    >>> environment().problems
    []
    """
    return Environment(
        python=platform.python_version(),
        packages={name: _version(name) for name in PACKAGES},
        cores=len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        gpu=_gpu(),
    )


def _gpu() -> str:
    if not _has_driver():  # torch takes two seconds and 180 MB to load
        return "none"
    try:
        import torch
    except ImportError:
        return "none"
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return "Apple MPS" if torch.backends.mps.is_available() else "none"


def _has_driver() -> bool:
    """Whether there is the driver of an accelerator that torch may know."""
    if sys.platform == "darwin":
        return True
    for name in DRIVERS:
        with contextlib.suppress(OSError):
            return bool(ctypes.CDLL(name))
    return False


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("+")[0].split(".")[:2] if part.isdigit())
