"""What the world's mail servers find about the sender's domain: SPF, DKIM, DMARC.

Hints only: a city's mail service usually takes care of it, and DNS may be out of reach.
"""

from collections.abc import Callable
from dataclasses import dataclass

SECONDS = 2.0
"""The longest that one question may take."""
RESERVED = ("example", "test", "invalid", "localhost", "local")
EXAMPLES = ("example.org", "example.com", "example.net")

LookUp = Callable[[str], list[str] | None]
"""Name -> its TXT records; [] when the name exists without any, None when it does not exist."""


class Unreachable(Exception):
    """DNS could not be asked."""


@dataclass(frozen=True)
class Hint:
    """One of the three, what was found, and what helps; ``remedy`` is empty when all is well."""

    subject: str
    text: str
    remedy: str = ""


def look_up(name: str) -> list[str] | None:
    """The TXT records of a name. Raises ``Unreachable``."""
    import dns.exception
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=SECONDS, search=False)
    except dns.resolver.NXDOMAIN:
        return None
    except dns.resolver.NoAnswer:
        return []
    except (dns.exception.DNSException, OSError) as fault:
        raise Unreachable(type(fault).__name__) from fault
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def hints(domain: str, look: LookUp = look_up) -> list[Hint]:
    """What is there and what is missing; one hint when nothing could be asked. Never raises."""
    if is_invented(domain):
        return [
            Hint(
                "Absender",
                f"{domain} ist eine Beispieladresse. SPF, DKIM und DMARC sind nicht geprüft.",
                "office.mail in config.toml auf die eigene Adresse setzen",
            )
        ]
    try:
        return [
            _spf(domain, look(domain)),
            _dkim(domain, look(f"_domainkey.{domain}")),
            _dmarc(domain, look),
        ]
    except Unreachable as fault:
        return [
            Hint(
                "Absender",
                f"SPF, DKIM und DMARC von {domain} konnten nicht geprüft werden ({fault}).",
                "flask check an einem Rechner mit Zugang zum DNS wiederholen",
            )
        ]


def is_invented(domain: str) -> bool:
    """A domain that nobody can own (RFC 2606), or the name of a machine."""
    return domain in EXAMPLES or domain.rpartition(".")[2] in RESERVED or "." not in domain


def _spf(domain: str, records: list[str] | None) -> Hint:
    found = [one for one in records or [] if one.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return Hint(
            "SPF",
            f"{domain} hat keinen Eintrag. Viele Postfächer sortieren solche E-Mails aus.",
            f'TXT-Eintrag für {domain}: "v=spf1 a:IHR-MAILSERVER -all" (macht, wer das DNS pflegt)',
        )
    if len(found) > 1:
        return Hint(
            "SPF",
            f"{domain} hat {len(found)} Einträge. Dann gilt keiner.",
            "die Einträge zu einem zusammenfassen",
        )
    if found[0].lower().split()[-1] in ("+all", "all"):
        return Hint(
            "SPF", f"{domain} erlaubt jedem Server das Senden.", "am Ende -all statt +all schreiben"
        )
    return Hint("SPF", f"{domain}: {found[0][:120]}")


def _dkim(domain: str, records: list[str] | None) -> Hint:
    """Selectors are nobody's business; but a name with keys below it exists (RFC 8020)."""
    if records is None:
        return Hint(
            "DKIM",
            f"{domain} hat keine Schlüssel. E-Mails sind nicht unterschrieben.",
            "den Mailserver DKIM-Unterschriften setzen lassen und den Schlüssel im DNS eintragen",
        )
    return Hint("DKIM", f"{domain} hat Schlüssel. Ob der Mailserver unterschreibt, zeigt eine "
                        "Testmail (Kopfzeile DKIM-Signature).")  # fmt: skip


def _dmarc(domain: str, look: LookUp) -> Hint:
    """The entry of the domain or of the one above it, which covers it too (RFC 7489 6.6.3)."""
    above = ".".join(domain.split(".")[-2:])
    for name in dict.fromkeys((domain, above)):
        found = [one for one in look(f"_dmarc.{name}") or [] if one.lower().startswith("v=dmarc1")]
        if found:
            return Hint("DMARC", f"{name}: {found[0][:120]}")
    return Hint(
        "DMARC",
        f"{domain} hat keinen Eintrag. Große Anbieter verlangen ihn.",
        f'TXT-Eintrag für _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:ADRESSE"',
    )
