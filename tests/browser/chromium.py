"""A headless Chromium, driven over its debugging pipe: pages with what they asked for and complained about, keys,
themes, screenshots. Nothing but Python's own library is needed.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

PATIENCE = 60


def find():
    """The browser's path; None where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return shutil.which(name)
    return None


class Browser:
    """Use it in a with statement."""

    def __init__(self, path):
        self.path = path

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="hmacsweep-browser-")
        to_browser, self.write_fd = os.pipe()
        self.read_fd, from_browser = os.pipe()
        flags = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check",
                 "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1",
                 f"--user-data-dir={self.folder}"]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")    # which is not for root
        script = f'exec "$0" "$@" 3<&{to_browser} 4>&{from_browser}'
        self.process = subprocess.Popen(["bash", "-c", script, self.path, *flags], pass_fds=(to_browser, from_browser),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        env={**os.environ, "HOME": self.folder})
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.number = 0
        self.pages = {}
        return self

    def __exit__(self, *_):
        try:
            self.call("Browser.close")
        except (OSError, RuntimeError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.write_fd)
        os.close(self.read_fd)
        shutil.rmtree(self.folder, ignore_errors=True)

    def receive(self):
        """The next message; events are given to their page."""
        while b"\0" not in self.buffer:
            data = os.read(self.read_fd, 1 << 20)
            if not data:
                raise RuntimeError("the browser is gone")
            self.buffer += data
        text, self.buffer = self.buffer.split(b"\0", 1)
        message = json.loads(text)
        page = self.pages.get(message.get("sessionId"))
        if "method" in message and page:
            page.events.append(message)
        return message

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write_fd, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
        raise RuntimeError(f"{method}: no answer")

    def open(self, path, dark=False, width=1100, height=900, scripts=True):
        """A page of a file, loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        self.pages[session] = page
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        page.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        page.set_theme(dark)
        page.load(pathlib.Path(path).resolve().as_uri())
        return page


class Page:
    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target
        self.events = []
        self.load_seconds = 0

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def load(self, url):
        begun = time.monotonic()
        self.call("Page.navigate", url=url)
        while not self.named("Page.loadEventFired"):
            self.browser.receive()
            if time.monotonic() - begun > PATIENCE:
                raise RuntimeError(f"{url} does not load")
        self.load_seconds = time.monotonic() - begun

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)

    def named(self, *methods):
        return [event["params"] for event in self.events if event["method"] in methods]

    def complaints(self):
        """What stands in the console, and dialogs."""
        self.run("1")    # so that all events before are here
        found = [entry["entry"]["text"] for entry in self.named("Log.entryAdded")]
        found += [str(entry["args"]) for entry in self.named("Runtime.consoleAPICalled")]
        found += [str(entry["exceptionDetails"]) for entry in self.named("Runtime.exceptionThrown")]
        return found + [entry["message"] for entry in self.named("Page.javascriptDialogOpening")]

    def requests(self):
        self.run("1")
        return [event["request"]["url"] for event in self.named("Network.requestWillBeSent")]

    def run(self, expression):
        """The value of a JavaScript expression, promises awaited."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression[:100]}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def set_theme(self, dark):
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def screenshot(self, path, width, height, top=0, scale=1):
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                           clip={"x": 0, "y": top, "width": width, "height": height, "scale": scale})
        pathlib.Path(path).write_bytes(base64.b64decode(answer["data"]))

    def pdf(self):
        return base64.b64decode(self.call("Page.printToPDF", printBackground=False)["data"])
