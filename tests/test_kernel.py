"""An explorer in a real kernel: interrupted, run again, shut down; nothing of it stays."""

import psutil
import pytest
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.long

BEGIN = "from ganviz import explore\nfigure1 = explore.figure1()\nfigure1.player.play()"
WORKERS = (
    "import threading\n"
    "print(sum(t.name == 'ganviz-player' and t.is_alive() for t in threading.enumerate()))"
)


@pytest.fixture
def kernel():
    manager, client = start_new_kernel(kernel_name="python3")
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def printed(client, code):
    """What the code prints; its own error fails the test."""
    said = []

    def hear(message):
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream" and content["name"] == "stdout":
            said.append(content["text"])

    reply = client.execute_interactive(code, timeout=120, output_hook=hear)
    assert reply["content"]["status"] == "ok", reply["content"].get("traceback")
    return "".join(said).strip()


def test_interrupt_and_run_again_leave_one_worker_and_no_zombie(kernel):
    manager, client = kernel
    printed(client, BEGIN)
    process = psutil.Process(manager.provisioner.process.pid)

    client.execute("import time; print('begun'); time.sleep(600)", stop_on_error=False)
    while client.get_iopub_msg(timeout=120)["content"].get("text", "").strip() != "begun":
        pass
    manager.interrupt_kernel()
    assert printed(client, WORKERS) == "1", "an interrupted cell leaves the player as it was"
    moved = "a = figure1.player.frame.snapshot.step\n"
    moved += "while figure1.player.frame.snapshot.step <= a: time.sleep(0.01)"
    assert printed(client, moved) == "", "and the run goes on"

    for _ in range(2):
        printed(client, BEGIN)
    assert printed(client, WORKERS) == "1", "running the cell again ends the earlier worker"

    client.shutdown()
    process.wait(timeout=20)
    assert not process.is_running()
