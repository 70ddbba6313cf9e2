"""People who register and confirm at several hosts while things break, and what they were told."""

import email.policy
import http.client
import re
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.outbox.mailserver import Mailserver
from tests.processes.servers import PATIENCE

LINK = re.compile(r"/anmeldung/[\w-]+/bestaetigen")
HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
NAMED = re.compile(r'(name|value)="([^"]*)"')


@dataclass
class Crowd:
    """People who register and confirm until a page says that it worked; what they were told."""

    port: int
    slug: str
    server: Mailserver
    registered: list = field(default_factory=list)
    confirmed: list = field(default_factory=list)
    moments: list = field(default_factory=list)
    """When somebody was told that it worked."""
    later: int = 0
    """Answers 503, all of which said when to come back and kept what was typed."""
    faults: list = field(default_factory=list)
    """Answers that should not have been."""
    cut: int = 0
    """Connections that ended without an answer."""
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list = field(default_factory=list)
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, visitors=4, confirmers=2):
        work = [(self._visit, start, visitors) for start in range(visitors)]
        work += [(self._confirm,)] * confirmers
        self.threads = [threading.Thread(target=w[0], args=w[1:], daemon=True) for w in work]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def _visit(self, start, step):
        for number in range(start, 100_000, step):
            address = f"node{number}@example.org"
            fields = {
                "vorname": "Zoë",
                "nachname": f"Krzyżanowska {number}",
                "email": address,
                "akteursgruppe": "buergerschaft",
            }
            if self._press(f"/treffen/{self.slug}/anmelden", fields):
                self.registered.append(address)
            if self.stop.is_set():
                return

    def _confirm(self):
        while not self.stop.is_set():
            with self._lock:
                letter = None
                if self._seen < len(self.server.letters):
                    letter = self.server.letters[self._seen]
                    self._seen += 1
            if letter is None:
                time.sleep(0.05)
                continue
            mail = email.message_from_bytes(letter, policy=email.policy.default)
            links = LINK.findall(mail.get_body(("plain",)).get_content())
            if links and self._press(links[0], {}):
                self.confirmed.append(mail["To"].addresses[0].addr_spec)

    def _press(self, path, fields):
        """Open the page and press its button, again until it worked; False when told to stop."""
        while not self.stop.is_set():
            try:
                status, page, cookie = self._ask("GET", path)
                if status == 200:
                    hidden = [dict(NAMED.findall(tag)) for tag in HIDDEN.findall(page)]
                    form = {one["name"]: one.get("value", "") for one in hidden} | fields
                    status, page, _ = self._ask("POST", path, urlencode(form), cookie)
                    if status == 303:
                        self.moments.append(time.monotonic())
                        return True
                if status in (410, 409):
                    return False  # confirmed by a try whose answer got lost
                if status != 503:
                    self.faults.append((status, path, page[:2000]))
                    return False
            except (OSError, http.client.HTTPException):
                self.cut += 1
            time.sleep(0.1)
        return False

    def _ask(self, method, path, body=None, cookie=""):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Cookie": cookie, "Connection": "close"}
            if body is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, body, headers)
            answer = line.getresponse()
            page = answer.read().decode()
        finally:
            line.close()
        if answer.status == 503:
            kept = method == "GET" or "Noch einmal senden" in page
            if not (answer.getheader("Retry-After") and kept):
                self.faults.append((503, path, page[:2000]))
            self.later += 1
        cookies = [one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or ()]
        return answer.status, page, "; ".join(cookies)
