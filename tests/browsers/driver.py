"""A browser that is driven: the few commands of WebDriver that a round needs.

WebKitGTK is asked over HTTP (https://www.w3.org/TR/webdriver2/), Firefox over Marionette, its own
protocol (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html): the same
commands in messages of JSON, each with its length before it. So neither needs a package.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.server import free_port

PATIENCE = 10.0  # seconds
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how the protocol marks an element
CENTRED = "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})"
CLICKED = "arguments[0].click(); return true"
PREFERENCES = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.enabled": False,
    "app.update.enabled": False,
    "browser.startup.page": 0,
    "network.cookie.cookieBehavior": 1,  # none of other sites, and no storage of theirs
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


class Failed(Exception):
    """What the browser says cannot be done."""


class Browser:
    """Commands; ``send`` takes a method, a path and fields, as WebDriver over HTTP has them."""

    def __init__(self, send: Callable[[str, str, dict[str, Any]], Any], name: str) -> None:
        self.send, self.name = send, name

    def open(self, address: str) -> None:
        self.send("POST", "url", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a function body returns in the page."""
        return self.send("POST", "execute/sync", {"script": script, "args": list(arguments)})

    def find(self, css: str) -> list[str]:
        found = self.send("POST", "elements", {"using": "css selector", "value": css})
        return [each[ELEMENT] for each in found]

    def text(self, css: str) -> str:
        return str(self.send("GET", f"element/{self.one(css)}/text", {}))

    def one(self, css: str, containing: str = "") -> str:
        """The first element of a kind, that has these words in it, as soon as there is one."""

        def look() -> str | None:
            for each in self.find(css):
                words = self.send("GET", f"element/{each}/text", {}) if containing else ""
                if containing in words:
                    return each
            return None

        return str(self.wait(look, f"{css} {containing}"))

    def press(self, css: str, containing: str = "") -> None:
        """Press an element, once it can be: what has just come lets half a second pass."""

        def pressed() -> bool:
            element = self.one(css, containing)
            # A bar sticks to the foot of a page, under which a browser may scroll an element.
            self.run(CENTRED, {ELEMENT: element})
            self.send("POST", f"element/{element}/click", {})
            return True

        self.wait(pressed, f"press {css} {containing}")

    def click(self, css: str) -> None:
        """Press an element wherever it is: WebKit's driver reaches none below its window's edge."""
        self.wait(lambda: self.run(CLICKED, {ELEMENT: self.one(css)}), f"click {css}")

    def write(self, css: str, text: str) -> None:
        self.send("POST", f"element/{self.one(css)}/value", {"text": text})

    def enter_frame(self) -> None:
        """Go on in the first frame of the page."""
        self.send("POST", "frame", {"id": 0})

    def leave_frame(self) -> None:
        self.send("POST", "frame", {"id": None})

    def wait(self, until: Callable[[], Any], said: str) -> Any:
        """What ``until`` returns, as soon as that is something."""
        end, why = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            try:
                if found := until():
                    return found
            except Failed as failed:  # the page may just be changing
                why = str(failed)
            time.sleep(0.05)
        raise AssertionError(f"{self.name}: not within {PATIENCE} s: {said} {why}")


@contextmanager
def webkit(folder: Path) -> Iterator[Browser]:
    """WebKitGTK with its own small window, on a screen that nobody sees."""
    (shell,) = Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")
    port = free_port()
    command = ["xvfb-run", "-a", "WebKitWebDriver", f"--port={port}"]
    driver = subprocess.Popen(command, cwd=folder, start_new_session=True)
    options = {"binary": str(shell), "args": ["--automation"]}
    asked = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
    path = "/session"

    def send(method: str, name: str, fields: dict[str, Any]) -> Any:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        body = json.dumps(fields) if method == "POST" else None
        connection.request(method, f"{path}/{name}" if name else path, body)
        response = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(response, dict) and "error" in response:
            raise Failed(f"{response['error']}: {response['message']}")
        return response

    try:
        _until_it_listens(port)
        path += "/" + send("POST", "", asked)["sessionId"]
        yield Browser(send, "WebKitGTK")
        send("DELETE", "", {})
    finally:
        _end(driver)


@contextmanager
def firefox(folder: Path, *, scripts: bool = True) -> Iterator[Browser]:
    """Firefox without a window, with a new profile, in which pages may run scripts or not."""
    port = free_port()
    wanted = PREFERENCES | {"marionette.port": port, "javascript.enabled": scripts}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()
    ]
    (folder / "user.js").write_text("\n".join(lines))
    name = shutil.which("firefox-esr") or "firefox"
    command = [name, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _until_it_listens(port)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            marionette = _Marionette(connection)
            marionette.command("WebDriver:NewSession", {})
            yield Browser(marionette.send, "Firefox" if scripts else "Firefox without JavaScript")
    finally:
        _end(process)


class _Marionette:
    """Marionette's names for the same commands."""

    NAMES = {
        ("POST", "url"): "WebDriver:Navigate",
        ("POST", "execute/sync"): "WebDriver:ExecuteScript",
        ("POST", "elements"): "WebDriver:FindElements",
        ("GET", "text"): "WebDriver:GetElementText",
        ("POST", "click"): "WebDriver:ElementClick",
        ("POST", "value"): "WebDriver:ElementSendKeys",
        ("POST", "frame"): "WebDriver:SwitchToFrame",
    }

    def __init__(self, connection: socket.socket) -> None:
        self.stream, self.number = connection.makefile("rwb"), 0
        self._read()  # it says hello

    def send(self, method: str, path: str, fields: dict[str, Any]) -> Any:
        if path.startswith("element/"):
            _, element, path = path.split("/")
            fields = {"id": element, **fields}
        return self.command(self.NAMES[method, path], fields)

    def command(self, name: str, fields: dict[str, Any]) -> Any:
        self.number += 1
        message = json.dumps([0, self.number, name, fields]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, result = self._read()
        if error:
            raise Failed(f"{error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def _read(self) -> Any:
        length = b""
        while (character := self.stream.read(1)) != b":":
            if not character:
                raise Failed("The browser is gone.")
            length += character
        return json.loads(self.stream.read(int(length)))


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The browser does not listen.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a browser with all that it has started."""
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
