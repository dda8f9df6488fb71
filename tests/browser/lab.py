"""A real JupyterLab and a headless Chromium: one of each a session, a fresh page a notebook."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SIZE = {"width": 1280, "height": 720}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, the folder that it serves, its process."""

    address: str
    token: str
    root: Path
    pid: int

    def write(self, name: str, cells: list[str]) -> Path:
        """Put a notebook of these code cells into the folder."""
        notebook = {
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{i}",
                    "execution_count": None,
                    "metadata": {},
                    "outputs": [],
                    "source": source,
                }
                for i, source in enumerate(cells)
            ],
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook), encoding="utf-8")
        return path


@dataclass
class Notebook:
    """A notebook open in the browser: its page, what the console said, what came over the wire."""

    page: Any
    console: list[str] = field(default_factory=list)
    received: int = 0

    def run_all(self, timeout: float = 240) -> None:
        """Run all cells and wait until the kernel is idle; an error output fails the test."""
        page = self.page
        before = page.evaluate(_COUNTS)
        page.evaluate("() => jupyterapp.commands.execute('runmenu:run-all')")
        page.wait_for_function(_DONE, arg=before, timeout=timeout * 1000)
        errors = page.locator(
            '.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.stderr"]'
        )
        assert errors.count() == 0, errors.all_inner_texts()

    def execute(self, code: str, timeout: float = 60) -> str:
        """Run code in the notebook's kernel, outside the notebook; returns what it printed."""
        return self.page.evaluate(_EXECUTE, [code, timeout * 1000])

    def ours(self) -> list[str]:
        """Console errors, less those of JupyterLab itself."""
        return [line for line in self.console if not any(known in line for known in _FOREIGN)]


# Console noise of JupyterLab without a network or extensions; nothing of ours says these.
_FOREIGN = (
    "favicon",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_NAME_NOT_RESOLVED",
    "jupyterlab-news",
    "api/lsp",
    "Failed to initialize model",  # anywidget's, on a page that was busy for two seconds
)

_COUNTS = """() => jupyterapp.shell.currentWidget.content.widgets
  .map(({ model }) => model.type === 'code' ? model.executionCount : null)"""

_DONE = """before => {
  const { content, sessionContext } = jupyterapp.shell.currentWidget;
  const done = ({ model }, i) => model.type !== 'code' || !model.sharedModel.getSource().trim()
    || (![null, before[i]].includes(model.executionCount) && model.executionState !== 'running');
  return content.widgets.every(done) && sessionContext.session.kernel.status === 'idle';
}"""

_EXECUTE = """async ([code, timeout]) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const future = kernel.requestExecute({code, store_history: false});
  let printed = '', failure = null;
  future.onIOPub = ({header, content}) => {
    if (header.msg_type === 'stream' && content.name === 'stdout') printed += content.text;
    if (header.msg_type === 'error') failure = content.ename + ': ' + content.evalue;
  };
  const late = new Promise((_, no) => setTimeout(() => no(new Error('kernel timeout')), timeout));
  await Promise.race([future.done, late]);
  if (failure) throw new Error(failure);
  return printed;
}"""


def _missing(what: str) -> None:
    """No browser: a reason to skip on a desk, a failure in CI."""
    message = (
        f"{what}: install Chromium (Debian: apt-get install chromium) to run the browser tests"
    )
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab on a free port, with folders of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    root = home / "notebooks"
    root.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = "browser-tests"
    _settle(home / "settings")
    environment = os.environ | {
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        f"--port={port}",
        "--port-retries=0",
    ]
    command += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    with (home / "jupyter.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=root, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/status?token={token}", server, home / "jupyter.log")
        yield Lab(address, token, root, server.pid)
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def _settle(settings: Path) -> None:
    """No pop-up asks for anything: it would lie over the notebook."""
    folder = settings / "@jupyterlab" / "apputils-extension"
    folder.mkdir(parents=True)
    choices = {"fetchNews": "false", "checkForUpdates": False}
    (folder / "notification.jupyterlab-settings").write_text(json.dumps(choices))


def _wait_for(url: str, server: subprocess.Popen, log: Path, timeout: float = 60) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium, the machine's own."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("playwright is not installed")
    executable = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if executable is None:
        _missing("no Chromium found")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_notebook(lab: Lab, browser: Any) -> Iterator[Callable[..., Notebook]]:
    """``open_notebook("name.ipynb", cells)`` -> Notebook, in a page of 1280 x 720.

    Without cells the notebook must lie under ``lab.root`` already.
    """
    contexts = []

    def open_(
        name: str, cells: list[str] | None = None, address: str = "", **options: Any
    ) -> Notebook:
        if cells is not None:
            lab.write(name, cells)
        context = browser.new_context(**{"viewport": SIZE, **options})
        contexts.append(context)
        page = context.new_page()
        notebook = Notebook(page)

        def listen(message: Any) -> None:
            if message.type == "error":
                notebook.console.append(f"{message.text} ({message.location.get('url', '')})")

        def count(payload: Any) -> None:
            notebook.received += len(payload)

        page.on("console", listen)
        page.on("pageerror", lambda error: notebook.console.append(str(error)))
        page.on("websocket", lambda socket: socket.on("framereceived", count))
        page.goto(f"{address or lab.address}/lab/tree/{name}?token={lab.token}&reset")
        page.set_default_timeout(60_000)
        page.wait_for_selector(".jp-Notebook")
        page.wait_for_function(_KERNEL_READY)
        page.evaluate(
            "() => jupyterapp.commands.execute('application:toggle-left-area').catch(() => 0)"
        )
        return notebook

    yield open_
    for context in contexts:
        for page in context.pages:  # a test leaves no kernel to the next one
            page.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
        context.close()


@pytest.fixture
def open_own(lab: Lab, open_notebook: Callable[..., Notebook]) -> Callable[..., Notebook]:
    """``open_own("05_convergence")`` -> Notebook: one of the project's own, all its cells run."""

    def open_(name: str, *, run: bool = True) -> Notebook:
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", lab.root)
        notebook = open_notebook(f"{name}.ipynb")
        if run:
            notebook.run_all()
        return notebook

    return open_


_KERNEL_READY = """() => {
  const context = globalThis.jupyterapp?.shell?.currentWidget?.sessionContext;
  return context?.isReady && context.session?.kernel?.status === 'idle';
}"""
