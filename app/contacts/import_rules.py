"""What becomes of one line of a list: new, there already, a question, or refused. Plain Python."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from app.contacts.rules import PersonFacts, organisation_key, similar_names
from app.core.words import plain_key, sort_key


class Verdict(StrEnum):
    NEW = "new"
    KNOWN = "known"
    QUESTION = "question"
    REJECTED = "rejected"


VERDICT_LABELS = {
    Verdict.NEW: "Neu",
    Verdict.KNOWN: "Schon da",
    Verdict.QUESTION: "Rückfrage",
    Verdict.REJECTED: "Abgelehnt",
}
ANSWERS = {
    "twin": (
        ("same", "Ja, gleiche Person. Nur fehlende Angaben ergänzen."),
        ("new", "Nein, eine andere Person. Neu aufnehmen."),
        ("skip", "Zeile nicht übernehmen."),
    ),
    "first_name": (("new", "Ohne Vornamen aufnehmen."), ("skip", "Zeile nicht übernehmen.")),
    "no_email": (("new", "Ohne E-Mail-Adresse aufnehmen."), ("skip", "Zeile nicht übernehmen.")),
}
"""Question -> its answers with the words beside them."""

FIELDS = {
    "last_name": "Nachname",
    "first_name": "Vorname",
    "full_name": "Vor- und Nachname",
    "academic_title": "Titel",
    "email": "E-Mail-Adresse",
    "phone": "Telefon",
    "postal_address": "Postanschrift",
    "organisation": "Organisation",
    "function": "Funktion",
    "sector": "Bereich",
    "district": "Stadtbezirk",
    "note": "Notiz",
    "invitations": "Einladungen erlaubt",
    "contact_list": "Kontaktliste erlaubt",
    "agreed_on": "Einwilligung vom (Datum)",
}
"""What a column can hold, in the order of the choice."""
LONGEST = {
    "last_name": 200, "first_name": 200, "full_name": 400, "academic_title": 40, "email": 254,
    "phone": 60, "postal_address": 300, "organisation": 200, "function": 100, "district": 100,
    "note": 2000,
}  # fmt: skip
HEADERS = {
    "last_name": ("nachname", "familienname", "name", "zuname"),
    "first_name": ("vorname", "rufname", "vornamen"),
    "full_name": ("vor und nachname", "vorname nachname", "ansprechperson", "ansprechpartner",
                  "kontaktperson", "teilnehmer", "teilnehmende"),
    "academic_title": ("titel", "akademischer titel", "anrede"),
    "email": ("e mail", "email", "mail", "e mail adresse", "mail adresse",
              "mailadresse", "emailadresse"),
    "phone": ("telefon", "tel", "telefonnummer", "mobil", "handy", "rufnummer", "mobilnummer"),
    "postal_address": ("postanschrift", "anschrift", "postadresse", "adresse"),
    "organisation": ("organisation", "verein firma", "verein", "firma", "institution",
                     "einrichtung", "initiative", "verein organisation", "firma verein"),
    "function": ("funktion", "rolle", "position", "aufgabe"),
    "sector": ("bereich", "akteursgruppe", "gruppe", "sektor"),
    "district": ("stadtbezirk", "bezirk", "stadtteil", "ortsteil"),
    "note": ("bemerkung", "bemerkungen", "notiz", "notizen", "anmerkung", "kommentar"),
    "invitations": ("einladungen", "einladungen erlaubt", "einladung", "weitere einladungen",
                    "einwilligung", "newsletter"),
    "contact_list": ("kontaktliste", "kontaktliste erlaubt"),
    "agreed_on": ("einwilligung vom", "einwilligung am", "einwilligungsdatum",
                  "einwilligung vom datum"),
}  # fmt: skip
"""Names of columns as people write them, without capitals, accents and signs."""
SALUTATIONS = {"herr", "frau", "hr", "fr", "divers", "familie", "herrn", "herr/frau"}
YES = {"ja", "j", "yes", "y", "x", "1", "wahr", "true", "✓", "✔", "einverstanden"}
SECTOR_WORDS = {
    "zivilgesellschaft": ("verein", "initiative", "kirche", "ngo", "ehrenamt", "verband",
                          "stiftung", "zivil"),
    "buergerschaft": ("privat", "burger", "einwohner", "anwohner"),
    "wissenschaft": ("uni", "hochschule", "wissenschaft", "forschung", "schule", "bildung",
                     "institut"),
    "wirtschaft": ("firma", "unternehmen", "wirtschaft", "betrieb", "handwerk", "handel",
                   "gewerbe"),
    "verwaltung": ("stadt", "verwaltung", "amt", "behorde", "kreis", "kommune", "gemeinde"),
    "politik": ("politik", "partei", "fraktion", "rat", "ratsfraktion"),
}  # fmt: skip
"""Id of a sector -> words (or beginnings of words) by which people name it."""
WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
DATES = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d")


@dataclass(frozen=True)
class Known:
    """Somebody who is in the address book already."""

    id: int
    first_name: str
    last_name: str
    email: str
    organisation: str
    phone: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Book:
    """The address book as lines are compared with it, and the lines that came before."""

    exact: dict[tuple[str, str], Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)
    by_address: dict[str, list[Known]] = field(default_factory=dict)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    """(address, name) -> number of the line of this list that has them."""

    def add(self, known: Known, *, email_key: str, name_key: str, retired: bool = False) -> None:
        """``retired``: the keys of a record that was merged; only the exact match leads on."""
        self.exact.setdefault((email_key, name_key), known)
        if retired:
            return
        self.by_name.setdefault(name_key, []).append(known)
        if email_key:
            self.by_address.setdefault(email_key, []).append(known)


@dataclass(frozen=True)
class Wish:
    """What one line says."""

    facts: PersonFacts
    note: str = ""
    invitations: bool = False
    contact_list: bool = False
    agreed_on: date | None = None


@dataclass(frozen=True)
class Judgement:
    """What becomes of a line, and why in one sentence."""

    verdict: Verdict
    reason: str = ""
    question: str = ""
    person_id: int | None = None
    twin_of: int | None = None
    """Number of the earlier line that says the same."""


class Refused(Exception):
    """A line cannot be taken over; the sentence says why."""


def recognise(header: Sequence[str]) -> list[str]:
    """For each column what it holds; "" for what is not read. Each field once, the first wins."""
    plain = [re.sub(r"[^\w]+", " ", sort_key(name)[0]).strip() for name in header]
    found: list[str] = []
    for name in plain:
        fields = [one for one, names in HEADERS.items() if name in names]
        found.append(fields[0] if fields and fields[0] not in found else "")
    if (
        "first_name" not in found
        and "last_name" in found
        and plain[found.index("last_name")] in ("name",)
    ):
        found[found.index("last_name")] = "full_name"
    return found


def sector_of(words: str, sectors: Mapping[str, Sequence[str]]) -> str:
    """The id of the sector that is meant, or "". ``sectors``: id -> its names in the settings."""
    plain = sort_key(words)[0].strip()
    if not plain:
        return ""
    for sector_id, names in sectors.items():
        if plain in {sector_id, *(sort_key(name)[0] for name in names)}:
            return sector_id
    parts = re.findall(r"\w+", plain)
    for sector_id, stems in SECTOR_WORDS.items():
        if sector_id in sectors and any(
            part == stem or (len(stem) > 3 and part.startswith(stem))
            for part in parts
            for stem in stems
        ):
            return sector_id
    return ""


def read_line(
    cells: Sequence[str],
    header: Sequence[str],
    mapping: Sequence[str],
    sectors: Mapping[str, Sequence[str]],
    today: date,
) -> tuple[Wish, list[str]]:
    """What a line says, and what the office should know about it. Raises ``Refused``."""
    if len(cells) > len(header):
        raise Refused(
            f"Die Zeile hat {len(cells)} Spalten statt {len(header)}. Vermutlich steht ein "
            "Trennzeichen mitten im Text. Setzen Sie den Text in Anführungszeichen."
        )
    typed = dict.fromkeys(FIELDS, "")
    for name, cell in zip(mapping, [*cells, *[""] * len(header)], strict=False):
        if name:
            typed[name] = _clean(name, cell)
    if typed["full_name"] and not typed["last_name"]:
        first, _, last = typed["full_name"].rpartition(" ")
        if "," in typed["full_name"]:
            last, _, first = (part.strip() for part in typed["full_name"].partition(","))
        typed["first_name"], typed["last_name"] = typed["first_name"] or first, last
    if not typed["last_name"]:
        raise Refused("Nachname: Er fehlt. Tragen Sie ihn in der Datei ein.")
    notes = []
    sector = sector_of(typed["sector"], sectors)
    if typed["sector"] and not sector:
        notes.append(f"Der Bereich „{typed['sector'][:60]}“ ist nicht bekannt und bleibt leer.")
    wish = Wish(
        facts=PersonFacts(
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            email=_address(typed["email"]),
            organisation=typed["organisation"],
            sector=sector,
            phone=typed["phone"],
            postal_address=typed["postal_address"],
            academic_title=_title(typed["academic_title"]),
            function=typed["function"],
            district=typed["district"],
        ),
        note=typed["note"],
        invitations=plain_key(typed["invitations"]) in YES,
        contact_list=plain_key(typed["contact_list"]) in YES,
        agreed_on=_day(typed["agreed_on"], today),
    )
    return wish, notes


def judge(wish: Wish, number: int, book: Book) -> Judgement:
    """Compare one line with the address book and the lines before it."""
    facts = wish.facts
    key = plain_key(facts.email), plain_key(facts.full_name)
    earlier = book.lines.get(key)
    if earlier is not None:
        return Judgement(
            Verdict.KNOWN, f"Doppelt: steht schon in Zeile {earlier} dieser Datei.", twin_of=earlier
        )
    book.lines[key] = number
    others = [known for known in book.by_address.get(key[0], []) if key[0]]
    known = book.exact.get(key)
    if known:
        shared = [one for one in others if one.id != known.id]
        return Judgement(Verdict.KNOWN, _there(shared), person_id=known.id)
    twin = _twin(facts, book.by_name.get(key[1], []), others)
    if twin:
        where = ", ".join(filter(None, [twin.organisation, twin.email or "ohne E-Mail-Adresse"]))
        return Judgement(
            Verdict.QUESTION,
            f"Gleiche Person wie {twin.full_name} ({where})?",
            question="twin",
            person_id=twin.id,
        )
    if not facts.first_name:
        return Judgement(Verdict.QUESTION, "Der Vorname fehlt.", question="first_name")
    if not facts.email:
        sentence = "Die E-Mail-Adresse fehlt. Diese Person bekommt dann keine E-Mails."
        return Judgement(Verdict.QUESTION, sentence, question="no_email")
    return Judgement(Verdict.NEW, _shares(others))


def with_notes(judgement: Judgement, notes: Sequence[str]) -> Judgement:
    """The same with more sentences."""
    return replace(judgement, reason=" ".join(filter(None, [judgement.reason, *notes])))


def _twin(facts: PersonFacts, same_name: list[Known], same_address: list[Known]) -> Known | None:
    """Who may be the same person: of the same name, or at the same address with a similar one."""
    wanted = organisation_key(facts.organisation) if facts.organisation else None
    by_likeness = sorted(same_name, key=lambda one: organisation_key(one.organisation) != wanted)
    name = facts.first_name, facts.last_name
    alike = [one for one in same_address if similar_names(name, (one.first_name, one.last_name))]
    return next(iter([*by_likeness, *alike]), None)


def _there(shared: list[Known]) -> str:
    return " ".join(filter(None, ["Steht schon im Adressbuch.", _shares(shared)]))


def _shares(others: list[Known]) -> str:
    if not others:
        return ""
    return f"Dieselbe Adresse nutzt auch {' und '.join(one.full_name for one in others[:3])}."


def _clean(name: str, cell: str) -> str:
    """One cell: NFC, without outer spaces. Raises ``Refused`` for what no field can hold."""
    text = unicodedata.normalize("NFC", cell).strip()
    label = FIELDS[name]
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise Refused(f"{label}: Der Text enthält ein unsichtbares Steuerzeichen.")
    if len(text) > LONGEST.get(name, 100):
        raise Refused(f"{label}: Höchstens {LONGEST.get(name, 100)} Zeichen sind möglich.")
    named = name in ("first_name", "last_name", "full_name", "organisation")
    if named and WEB_ADDRESS.search(text):
        raise Refused(f"{label}: Hier ist keine Internet-Adresse und keine Formel möglich.")
    return text


def _address(text: str) -> str:
    if not text:
        return ""
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        missing = "Es fehlt das @-Zeichen. " if "@" not in text else ""
        raise Refused(
            f"E-Mail-Adresse: „{text[:80]}“ ist nicht gültig. {missing}Beispiel: name@example.org"
        ) from None
    return found.normalized


def _title(text: str) -> str:
    """A title out of a column that may also hold salutations, which nobody keeps."""
    return " ".join(word for word in text.split() if word.casefold().rstrip(".") not in SALUTATIONS)


def _day(text: str, today: date) -> date | None:
    if not text:
        return None
    for pattern in DATES:
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
        if date(2000, 1, 1) <= day <= today:
            return day
        raise Refused(f"Einwilligung vom: {text} liegt nicht in der Zeit bis heute.")
    raise Refused(f"Einwilligung vom: Den Tag „{text[:40]}“ gibt es nicht. Beispiel: 03.05.2027.")
