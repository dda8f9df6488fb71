"""One thread for small networks: two are up to ten times slower, more on a busy machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """Run the body with one thread of numpy's BLAS, and of torch where it has been imported.

    The caller's numbers are put back. Also a decorator.

    >>> import torch
    >>> before = torch.get_num_threads()
    >>> with one_thread():
    ...     torch.get_num_threads()
    1
    >>> torch.get_num_threads() == before
    True
    """
    torch = sys.modules.get("torch")
    change = getattr(torch, "set_num_threads", None)  # None while another thread imports torch
    before = torch.get_num_threads() if torch and change else 0
    if change:
        change(1)
    try:
        with _libraries().limit(limits=1, user_api="blas"):
            yield
    finally:
        if change:
            change(before)


@cache
def _libraries() -> ThreadpoolController:
    """The libraries that are loaded; looking for them takes a millisecond, so it is done once."""
    return ThreadpoolController()
