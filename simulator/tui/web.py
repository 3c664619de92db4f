"""The app in a browser: served by textual-serve, on this machine alone unless told otherwise.

The page takes everything from this server, nothing from other hosts; no page of another host may
drive the app; and whatever ends the server ends every app that it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

_PAGE = Path(__file__).parent / "web_page"
_SECONDS_TO_QUIT = 2.0


class _Service(AppService):
    """One app for one browser, in a group of processes of its own so that all of it can end."""

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        environment = self._build_environment(width=width, height=height)
        self._process = process = await asyncio.create_subprocess_shell(
            self.command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment,
            start_new_session=os.name != "nt",
        )
        assert process.stdin is not None
        self._stdin = process.stdin
        return process

    async def stop(self) -> None:
        """End the app: asked first, then made to."""
        try:
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                await asyncio.wait_for(super().stop(), _SECONDS_TO_QUIT)
        finally:
            self.kill()

    def kill(self) -> None:
        """End the app and what it started, at once."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)


class _Server(Server):
    """An app for each browser."""

    def __init__(self, command: str, host: str, port: int) -> None:
        super().__init__(command, host, port, title="calledvia", templates_path=_PAGE)
        self._services: dict[_Service, web.WebSocketResponse] = {}

    async def on_startup(self, app: web.Application) -> None:
        """Say where to look."""
        print(f"calledvia is at {self.public_url} (ctrl+c ends it)", flush=True)

    async def on_shutdown(self, app: web.Application) -> None:
        """End every app, and let the browsers go: the server would wait for them."""
        self.end()
        for websocket in tuple(self._services.values()):
            await websocket.close(code=WSCloseCode.GOING_AWAY)

    def end(self) -> None:
        """End every app, at once."""
        for service in tuple(self._services):
            service.kill()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run an app for one browser.

        Raises:
            HTTPForbidden: a page of another host asks.
        """
        origin = request.headers.get("Origin", "")
        if urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="pages of other hosts may not drive the app")
        websocket = web.WebSocketResponse(heartbeat=15)
        await websocket.prepare(request)

        async def close() -> None:
            await websocket.close()

        service = _Service(
            self.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self._services[service] = websocket
        try:
            width = to_int(request.query.get("width", "80"), 80)
            height = to_int(request.query.get("height", "24"), 24)
            await service.start(width, height)
            await self._process_messages(websocket, service)
        finally:
            await service.stop()
            self._services.pop(service, None)
        return websocket


def serve(command: str, host: str, port: int) -> None:
    """Serve until interrupted.

    Args:
        command: starts the app.
        host: where to listen.
        port: on which port.
    """
    server = _Server(command, host, port)
    try:
        server.serve()
    finally:
        server.end()
