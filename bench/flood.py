"""A hundred forms a second from one address: what it gets, and how long everybody else waits.

``python -m bench.flood``. Both numbers come from one run, so that their ratio means something.
"""

import http.client
import statistics
import tempfile
import threading
import time
from collections import Counter
from urllib.parse import urlencode

from tests.processes.servers import running, write_config
from tests.processes.test_kill import Visitor, open_meeting

RATE, SECONDS = 100, 10
ROBOT = ("127.0.0.2", 0)


def ask(port, method, path, body=None, cookie="", source=None):
    """Status, Retry-After and seconds of one answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=source)
    headers = {"Cookie": cookie}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.perf_counter()
    line.request(method, path, body, headers)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status, answer.getheader("Retry-After"), time.perf_counter() - begun


def visit(port, path, seconds):
    """Median and worst time of one visitor who opens a page again and again, in milliseconds."""
    times, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        times.append(ask(port, "GET", path)[2] * 1000)
        time.sleep(0.05)
    return statistics.median(times), max(times)


def robot(port, path, told, stop):
    """Forms at the full rate, as many threads as that takes."""
    visitor = Visitor(port, path.split("/")[2], 1)
    page = visitor.open(visitor.address)
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    fields = visitor.fields(page.read().decode())

    def send(number):
        while not stop.is_set():
            begun = time.monotonic()
            body = urlencode(fields | {"email": f"r{number}.{begun}@example.org"})
            told.append(ask(port, "POST", path, body, cookie, ROBOT))
            time.sleep(max(0.0, 10 / RATE - (time.monotonic() - begun)))

    for number in range(10):
        threading.Thread(target=send, args=(number,), daemon=True).start()


def main():
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        config, port = write_config(folder, demo=True)
        with running(config, f"sqlite:///{folder}/db.sqlite3"):
            slug = open_meeting(port)
            page = f"/treffen/{slug}"
            visit(port, page, 2)
            calm = visit(port, page, SECONDS / 2)
            told, stop = [], threading.Event()
            robot(port, f"{page}/anmelden", told, stop)
            time.sleep(1)
            flooded = visit(port, page, SECONDS)
            stop.set()
            time.sleep(1)
    print("others, calm:    median {:.1f} ms, worst {:.1f} ms".format(*calm))
    print("others, flooded: median {:.1f} ms, worst {:.1f} ms".format(*flooded))
    print("forms a second:", round(len(told) / (SECONDS + 1)))
    print("answers to them (status, Retry-After):", Counter(one[:2] for one in told))
    refused = [one[2] * 1000 for one in told if one[0] == 429]
    if refused:
        print(f"a refusal takes {statistics.median(refused):.1f} ms")


if __name__ == "__main__":
    main()
