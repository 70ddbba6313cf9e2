"""Hints on SPF, DKIM and DMARC: what is there, what is missing, what helps."""

import socket

import dns.resolver
import pytest

from app.outbox import sender, trial
from app.outbox.sender import Unreachable, hints

GOOD = {
    "stadt.de": ["something else", "v=spf1 mx -all"],
    "_domainkey.stadt.de": [],
    "_dmarc.stadt.de": ["v=DMARC1; p=reject"],
}


def found(domain="stadt.de", **instead):
    records = GOOD | {name.replace("__", "."): value for name, value in instead.items()}
    return {hint.subject: hint for hint in hints(domain, records.get)}


def test_a_domain_in_order():
    assert {name: hint.remedy for name, hint in found().items()} == {
        "SPF": "",
        "DKIM": "",
        "DMARC": "",
    }


@pytest.mark.parametrize(
    ("records", "subject", "words"),
    [
        ({"stadt__de": []}, "SPF", "keinen Eintrag"),
        ({"stadt__de": None}, "SPF", "keinen Eintrag"),
        ({"stadt__de": ["v=spf1 -all", "v=spf1 mx -all"]}, "SPF", "2 Einträge"),
        ({"stadt__de": ["v=spf1 +all"]}, "SPF", "jedem Server"),
        ({"_domainkey__stadt__de": None}, "DKIM", "keine Schlüssel"),
        ({"_dmarc__stadt__de": None}, "DMARC", "keinen Eintrag"),
    ],
)
def test_what_is_missing_comes_with_its_remedy(records, subject, words):
    hint = found(**records)[subject]

    assert words in hint.text
    assert hint.remedy


def test_the_entry_of_the_domain_above_counts_for_dmarc():
    records = {**GOOD, "amt.stadt.de": ["v=spf1 mx -all"]}

    last = hints("amt.stadt.de", records.get)[-1]

    assert (last.subject, last.remedy) == ("DMARC", "")


def test_without_network_it_says_so_and_nothing_else():
    def nobody(name):
        raise Unreachable("LifetimeTimeout")

    (hint,) = hints("stadt.de", nobody)

    assert "konnten nicht geprüft werden" in hint.text


@pytest.mark.parametrize("domain", ["example.org", "mail.test", "localhost", "127.0.0.1.local"])
def test_an_invented_domain_is_not_asked_for(domain):
    (hint,) = hints(domain, lambda name: pytest.fail("asked"))

    assert "Beispieladresse" in hint.text


def test_a_name_server_that_stays_silent_costs_two_seconds_at_most(monkeypatch):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        deaf = dns.resolver.Resolver(configure=False)
        deaf.nameservers, deaf.port = ["127.0.0.1"], silent.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", deaf)
        monkeypatch.setattr(sender, "SECONDS", 0.3)

        (hint,) = hints("stadt.de")

    assert "konnten nicht geprüft werden" in hint.text


def test_a_test_mail_leaves_and_says_what_the_server_answered(ctx, mailserver):
    server = mailserver()

    fine, sentence = trial.send_now("ich@example.org")

    assert fine and "angenommen (250" in sentence
    assert [who for _, who in server.recipients] == [["ich@example.org"]]


def test_a_test_mail_that_is_refused_says_why(ctx, mailserver):
    mailserver(rcpt=["550 no such user"])

    fine, sentence = trial.send_now("ich@example.org")

    assert not fine and "550 no such user" in sentence


def test_without_a_mail_server_there_is_nothing_to_try(ctx):
    assert trial.send_now("ich@example.org")[0] is False
