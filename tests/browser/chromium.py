"""A headless Chromium, driven through its DevTools protocol over two pipes: no library, no port, no network."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = pytest.mark.skipif(
    PROGRAM is None, reason="no Chromium here: `apt-get install chromium` (or chromium-browser) to look at pages too"
)
_ANSWER_WITHIN_S = 60.0


@contextmanager
def chromium() -> Iterator["Browser"]:
    """Give a browser with a profile of its own."""
    assert PROGRAM is not None
    with tempfile.TemporaryDirectory() as profile:
        (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
        flags = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-extensions --disable-sync"
        flags += f" --disable-dev-shm-usage --remote-debugging-pipe --user-data-dir={profile} about:blank"
        process = subprocess.Popen(
            ["/bin/bash", "-c", f"exec {PROGRAM} {flags} 3<&{theirs_in} 4>&{theirs_out}"],
            pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": profile},
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        browser = Browser(ours_out, ours_in)
        try:
            yield browser
        finally:
            browser.end()
            process.wait(timeout=30)


class Browser:
    """A running browser."""

    def __init__(self, out: int, into: int) -> None:
        self._out, self._in = out, into
        self._left = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Ask for something and wait for the answer; what else happens meanwhile is kept in `events`."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        message = asked if session is None else {**asked, "sessionId": session}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + _ANSWER_WITHIN_S
        while True:
            answer = self._next(end)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                found: dict[str, Any] = answer["result"]
                return found
            self.events.append(answer)

    def page(self, path: Path, width: int = 1280, height: int = 900, dark: bool = False) -> "Page":
        """Open a file from disk, and wait until its script has run."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.send(f"{domain}.enable")
        page.resize(width, height)
        page.send("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])  # fmt: skip
        page.send("Page.navigate", url=path.resolve().as_uri())
        while page.evaluate("document.readyState") != "complete":
            time.sleep(0.05)
        return page

    def end(self) -> None:
        """Close it."""
        self.send("Browser.close")
        os.close(self._out)
        os.close(self._in)

    def _next(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            read = os.read(self._in, 1 << 16)
            if not read:
                raise RuntimeError("the browser has ended")
            self._left += read
        message, _, self._left = self._left.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


class Page:
    """A tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self._session = browser, session

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask this tab for something."""
        return self._browser.send(method, self._session, **params)

    def evaluate(self, script: str) -> Any:
        """Return the value of a script, awaited where it is a promise."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        """Change the size of the window."""
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )

    def mouse(self, kind: str, x: float, y: float, **more: Any) -> None:
        """Move the mouse, press or release its button."""
        self.send("Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, **more)

    def drag(self, x: float, y: float, to: float) -> None:
        """Drag from one place to another at the same height."""
        self.mouse("Pressed", x, y, button="left", buttons=1, clickCount=1)
        self.mouse("Moved", (x + to) / 2, y, button="left", buttons=1)
        self.mouse("Moved", to, y, button="left", buttons=1)
        self.mouse("Released", to, y, button="left", buttons=0, clickCount=1)

    def key(self, key: str) -> None:
        """Press a key."""
        text = {"text": key} if len(key) == 1 else {}
        self.send("Input.dispatchKeyEvent", type="keyDown", key=key, **text)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def screenshot(self, path: Path, whole: bool = True) -> None:
        """Write what is seen as PNG."""
        answer = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self, path: Path) -> None:
        """Print on A4."""
        answer = self.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=True,
                           preferCSSPageSize=True)  # fmt: skip
        path.write_bytes(base64.b64decode(answer["data"]))

    def complaints(self) -> list[str]:
        """Return what the page complained of: exceptions, errors, warnings, whatever it logged."""
        mine = [event for event in self._browser.events if event.get("sessionId") == self._session]
        wanted = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(event["params"])[:500] for event in mine if event["method"] in wanted]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for, but for the page itself."""
        mine = [event for event in self._browser.events if event.get("sessionId") == self._session]
        asked = (e["params"]["request"]["url"] for e in mine if e["method"] == "Network.requestWillBeSent")
        return [url for url in asked if not url.startswith(("file:", "data:"))]
