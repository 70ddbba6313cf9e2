"""Fetching from other hosts: only from those that are allowed, never into our own network."""

import socket
import ssl
import time

import pytest

from app.calendars import fetching
from app.calendars.fetching import Allowed, Fetched, FetchFault, check_address, fetch
from tests.calendars.files import calendar, event


def allowed(host):
    return Allowed(internal=(host.at,))


def why(url, rules):
    with pytest.raises(FetchFault) as fault:
        fetch(url, rules)
    return fault.value.message


def test_a_calendar_comes_with_what_recognises_it_again(host):
    assert fetch(host.url, allowed(host)) == Fetched(calendar(event()), '"1"', "")
    _, headers = host.seen[0]
    assert headers["Host"] == host.at
    assert headers["User-Agent"].startswith("Treffwerk")
    assert "If-None-Match" not in headers


def test_an_unchanged_calendar_is_not_sent_again(host):
    host.answer = lambda handler: handler.give(304, ETag='"1"')

    found = fetch(host.url, allowed(host), '"1"', "Mon, 06 Sep 2027 08:00:00 GMT")

    assert found.content is None
    _, headers = host.seen[0]
    assert headers["If-None-Match"] == '"1"'
    assert headers["If-Modified-Since"] == "Mon, 06 Sep 2027 08:00:00 GMT"


@pytest.mark.parametrize("status", [404, 500, 204, 301])
def test_another_answer_is_told_with_its_number(host, status):
    host.answer = lambda handler: handler.give(status)

    assert why(host.url, allowed(host)) == (f"Die Gegenstelle antwortet mit dem Fehler {status}.")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/",
        "http://localhost/", "file:///etc/passwd", "https://10.0.0.1/", "//10.0.0.1/a",
        "ftp://127.0.0.1/", "gopher://127.0.0.1/", "http://user:secret@10.0.0.1/",
    ],
)  # fmt: skip
def test_a_redirect_leads_nowhere_else(host, target):
    host.answer = lambda handler: handler.give(302, Location=target)

    assert why(host.url, allowed(host)).startswith("Adresse: ")
    assert len(host.seen) == 1


def test_a_redirect_to_an_allowed_place_is_followed_and_a_circle_ends(host):
    def answer(handler):
        if handler.path == "/saal.ics":
            handler.give(301, Location="/neu.ics")
        else:
            handler.give(body=b"BEGIN:VCALENDAR")

    host.answer = answer
    assert fetch(host.url, allowed(host)).content == b"BEGIN:VCALENDAR"

    host.answer = lambda handler: handler.give(302, Location=host.url)
    assert why(host.url, allowed(host)) == "Die Adresse leitet mehr als 3-mal weiter."
    assert len(host.seen) == 2 + 4


def test_slow_answers_and_endless_ones_end_in_time(host, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.5)
    host.answer = lambda handler: handler.drip()
    started = time.monotonic()

    assert why(host.url, allowed(host)) == "Die Gegenstelle war nach 0.5 Sekunden nicht fertig."
    assert time.monotonic() - started < 5


def test_a_host_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        at = f"127.0.0.1:{silent.getsockname()[1]}"
        assert "0.3 Sekunden" in why(f"http://{at}/", Allowed(internal=(at,)))


def test_too_much_is_not_taken(host):
    host.answer = lambda handler: handler.flood()

    assert why(host.url, allowed(host)) == "Der Kalender ist größer als 2 Megabyte."


@pytest.mark.parametrize("place", ["https://[x/", "http://[::1/x"])
def test_a_redirect_that_is_no_address_is_told(host, place):
    host.answer = lambda handler: handler.give(302, Location=place)

    assert "falsch geschrieben" in why(host.url, allowed(host)) or "keine ist" in why(
        host.url, allowed(host)
    )


def test_umlauts_in_addresses_are_spelled_for_the_wire(host):
    fetch(f"http://{host.at}/Müllkalender.ics?jahr=2027&ort=Süd", allowed(host))

    assert host.seen[0][0] == "/M%C3%BCllkalender.ics?jahr=2027&ort=S%C3%BCd"


def test_packed_content_is_not_unpacked(host):
    host.answer = lambda handler: handler.give(body=b"\x1f\x8b", Content_Encoding="gzip")

    assert "gepackt" in why(host.url, allowed(host))


def test_a_server_without_a_good_certificate_is_refused(host):
    at = host.at

    assert "Zertifikat" in why(f"https://{at}/", Allowed(internal=(at,)))


def test_nobody_listening_is_told():
    with socket.create_server(("127.0.0.1", 0)) as server:
        at = f"127.0.0.1:{server.getsockname()[1]}"
    assert "nicht erreichbar" in why(f"http://{at}/", Allowed(internal=(at,)))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fc00::1",
        "::ffff:10.0.0.1", "2002:0a00:0001::1", "ff02::1", "::",
    ],
)  # fmt: skip
def test_a_public_name_must_not_lead_into_our_network(monkeypatch, address):
    """Whoever owns a name decides where it leads; the answer of the name server is checked."""
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
             (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]  # fmt: skip
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: found)

    sentence = why("https://rat.example.org/", Allowed(hosts=("rat.example.org",)))

    assert sentence == "„rat.example.org“ führt in ein internes Netz. Das ist nicht erlaubt."


def test_the_address_that_was_checked_is_the_one_that_is_asked(monkeypatch):
    asked = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_words, **_more: found)

    def connect(address, timeout):
        asked.append(address)
        raise ssl.SSLError

    monkeypatch.setattr(socket, "create_connection", connect)

    why("https://rat.example.org/x.ics", Allowed(hosts=("rat.example.org",)))

    assert asked == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://fremd.example.org/a.ics", 'fetch_hosts = ["fremd.example.org"]'),
        ("http://rat.example.org/a.ics", "Nur verschlüsselte Adressen"),
        ("rat.example.org/a.ics", "muss mit https:// oder webcal://"),
        ("javascript:alert(1)", "muss mit https:// oder webcal://"),
        ("https://", "muss mit https:// oder webcal://"),
        ("https://nutzer:geheim@rat.example.org/", "muss mit https:// oder webcal://"),
        ("https://rat.example.org:abc/", "falsch geschrieben"),
        ("https://[abc", "falsch geschrieben"),
        ("https://rat.example.org.fremd.example/", "darf Treffwerk nichts holen"),
    ],
)
def test_addresses_that_may_not_be_asked(url, sentence):
    with pytest.raises(FetchFault) as fault:
        check_address(url, Allowed(hosts=("rat.example.org",)))

    assert sentence in fault.value.message


@pytest.mark.parametrize("url", ["https://rat.example.org/a", "webcal://RAT.example.org:443/a"])
def test_addresses_that_may(url):
    assert check_address(url, Allowed(hosts=("rat.example.org",))).hostname == "rat.example.org"
