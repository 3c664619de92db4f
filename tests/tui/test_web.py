"""The app in a browser: everything from this server, nobody else's page, no app left behind."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

ROOT = Path(__file__).resolve().parents[2]
BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

_NUMBERS = itertools.count(1)

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="counts processes as Unix has them"),
    pytest.mark.xdist_group("web"),
]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "simulator",
            "tui",
            "--web",
            "--port",
            str(port),
            "scenarios/source-ip/direct.yaml",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        start_new_session=True,
        text=True,
    )
    address = f"localhost:{port}"
    assert server.stdout is not None
    try:
        assert f"calledvia is at http://{address}" in server.stdout.readline()
        wait_for(lambda: answers(address))
        yield address, server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        server.stdout.close()


def answers(address: str) -> bool:
    try:
        page(address)
    except OSError:
        return False
    return True


def page(address: str) -> str:
    with urllib.request.urlopen(f"http://{address}/", timeout=5) as answer:
        text: str = answer.read().decode("utf-8")
        return text


def wait_for(true: object, seconds: float = 10.0) -> None:
    assert callable(true)
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


def children(process: subprocess.Popen[str]) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(pid) for pid in found.stdout.split()]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


async def play(address: str, origin: str) -> bytes:
    """What the app sends first over the websocket."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"http://{address}/ws?width=80&height=24", headers={"Origin": origin}
        ) as socket_,
    ):
        seen = b""
        while b"CloudFormation's address" not in seen:
            message = await asyncio.wait_for(socket_.receive(), 15)
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                break
            seen += message.data if isinstance(message.data, bytes) else b""
        return seen


def test_the_page_asks_no_other_host(served: tuple[str, subprocess.Popen[str]]) -> None:
    address, _ = served
    links = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?([^\"')>\s]+)", page(address))
    assert links
    hosts = {link.partition("//")[2].split("/")[0] for link in links if "//" in link}
    assert hosts == {address}


def test_the_app_is_drawn_and_ends_with_its_browser(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    address, server = served
    assert b"CloudFormation's address" in asyncio.run(play(address, f"http://{address}"))
    wait_for(lambda: not children(server))


def test_a_page_of_another_host_may_not_drive_it(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    address, server = served
    with pytest.raises(aiohttp.WSServerHandshakeError):
        asyncio.run(play(address, "http://example.com"))
    assert children(server) == []


def test_whatever_ends_the_server_ends_its_apps(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    address, server = served

    async def until_killed() -> list[int]:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(
                f"http://{address}/ws?width=80&height=24", headers={"Origin": f"http://{address}"}
            ) as socket_,
        ):
            await asyncio.wait_for(socket_.receive(), 15)
            found = children(server)
            server.terminate()
            await asyncio.to_thread(server.wait, 10)
            return found

    apps = asyncio.run(until_killed())
    assert apps
    wait_for(lambda: not any(map(alive, apps)))


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
def test_in_a_browser(served: tuple[str, subprocess.Popen[str]], tmp_path: Path) -> None:
    address, _ = served
    picture = asyncio.run(photograph(address, tmp_path))
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 10_000


async def photograph(address: str, folder: Path) -> bytes:
    """A picture of the page, taken once the app has drawn something."""
    options = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync "
        f"--user-data-dir={folder / 'browser'} --remote-debugging-port=0"
    )
    browser = await asyncio.create_subprocess_exec(
        str(BROWSER), *options.split(), stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        assert browser.stderr is not None
        line = b""
        while b"DevTools listening on" not in line:
            line = await asyncio.wait_for(browser.stderr.readline(), 20)
        host = re.search(r"ws://([^/]+)/", line.decode()).group(1)  # type: ignore[union-attr]
        async with aiohttp.ClientSession() as session:
            async with session.put(f"http://{host}/json/new?http://{address}/") as answer:
                tab = await answer.json()
            async with session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as tools:
                for _ in range(200):
                    body = await ask(
                        tools, "Runtime.evaluate", expression="document.body.className"
                    )
                    if "-first-byte" in body["result"].get("value", ""):
                        break
                    await asyncio.sleep(0.1)
                else:
                    raise AssertionError("the app drew nothing")
                await asyncio.sleep(1)
                shot = await ask(tools, "Page.captureScreenshot")
                return base64.b64decode(shot["data"])
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(browser.pid, signal.SIGKILL)
        await browser.wait()


async def ask(tools: object, method: str, **parameters: object) -> dict[str, object]:
    """One command to the browser, and its answer."""
    number = next(_NUMBERS)
    await tools.send_str(  # type: ignore[attr-defined]
        json.dumps({"id": number, "method": method, "params": parameters})
    )
    while True:
        message = await asyncio.wait_for(tools.receive_json(), 20)  # type: ignore[attr-defined]
        if message.get("id") == number:
            result: dict[str, object] = message["result"]
            return result
