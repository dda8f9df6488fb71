"""A slow link on the loopback: a proxy that delays and throttles what goes to a port, both ways."""

import asyncio
import socket
import threading
import time

BUFFER = 0.25
"""Seconds of data that the link holds, as a router does; then whoever sends has to wait."""


class Link:
    """A proxy to a local port; it may be set while it runs.

    Args:
        to: the port behind it.

    Attributes:
        port: where it listens.
        rate: bytes a second each way; None is as fast as it goes.
        delay: seconds one way.
    """

    def __init__(self, to: int) -> None:
        self.to = to
        self.rate: float | None = None
        self.delay = 0.0
        self._free = [0.0, 0.0]  # when each way has sent what it has taken
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> "Link":
        """Serve on a thread of its own, from when this returns."""
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True).start()
        ready.wait(10)
        return self

    async def _serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        ready.set()
        async with server:
            await server.serve_forever()

    async def _connect(self, reader, writer) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(
            self._pump(reader, inner_writer, 0), self._pump(inner_reader, writer, 1)
        )

    async def _pump(self, reader, writer, way: int) -> None:
        queue: asyncio.Queue = asyncio.Queue()
        out = asyncio.ensure_future(_deliver(queue, writer))
        try:
            while data := await reader.read(4096):
                now = time.monotonic()
                if not self.rate:
                    queue.put_nowait((now + self.delay, data))
                    continue
                self._free[way] = max(now, self._free[way]) + len(data) / self.rate
                queue.put_nowait((self._free[way] + self.delay, data))
                await asyncio.sleep(max(0, self._free[way] - now - BUFFER))
        except ConnectionError:
            pass
        queue.put_nowait((time.monotonic() + self.delay, b""))
        await out


async def _deliver(queue: asyncio.Queue, writer) -> None:
    """Write each piece when its time has come; an empty one is the end."""
    while True:
        due, data = await queue.get()
        await asyncio.sleep(max(0, due - time.monotonic()))
        if not data:
            writer.close()
            return
        try:
            writer.write(data)
            await writer.drain()
        except ConnectionError:
            return
