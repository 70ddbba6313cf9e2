"""A visitor: one kept connection, cookies, and the seconds that each answer took."""

import http.client
import itertools
import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

IDLE = 3.0  # seconds; the servers close an idle connection after five
_addresses = itertools.count(1)


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took: all of it, and until the first bytes came."""

    status: int
    text: str
    location: str
    seconds: float
    first_byte: float

    def field(self, name: str) -> str:
        """The value of a hidden field of the page."""
        found = re.search(rf'<input[^>]*name="{name}"[^>]*value="([^"]*)"', self.text)
        if found is None:
            raise RuntimeError(f"no field {name} in this page: {self.text[:2000]}")
        return found[1]


class Browser:
    """Requests over one connection that stays open, as browsers do it."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._used = time.perf_counter()
        self.new_visitor()

    def new_visitor(self) -> None:
        """Forget the cookies and come from another address; the connection stays."""
        number = next(_addresses)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._headers = {"X-Forwarded-For": address, "X-Forwarded-Proto": "http"}
        self._cookies: dict[str, str] = {}

    def get(self, path: str, expect: int = 200) -> Answer:
        """The page. Raises ``RuntimeError`` for another status."""
        return self._ask("GET", path, None, expect)

    @property
    def cookies(self) -> dict[str, str]:
        """What this visitor's browser keeps."""
        return dict(self._cookies)

    def post(
        self,
        path: str,
        fields: dict[str, str],
        expect: int = 303,
        cookies: dict[str, str] | None = None,
    ) -> Answer:
        """The answer to a form. Raises ``RuntimeError`` for another status."""
        self._cookies |= cookies or {}
        return self._ask("POST", path, urlencode(fields), expect)

    def _ask(self, method: str, path: str, body: str | None, expect: int) -> Answer:
        headers = dict(self._headers)
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self._cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.perf_counter() - self._used > IDLE:
            self._connection.close()  # the server gave it up meanwhile; the next request opens it
        started = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        began = time.perf_counter() - started
        raw = response.read()
        self._used = time.perf_counter()
        seconds = self._used - started
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        text, location = raw.decode("utf-8", "replace"), response.headers.get("Location", "")
        if response.status != expect:
            raise RuntimeError(f"{method} {path}: {response.status}\n{text[:3000]}")
        return Answer(response.status, text, location, seconds, began)
