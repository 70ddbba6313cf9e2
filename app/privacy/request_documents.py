"""The data of one person on paper: the same as the file for programs, in German words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.contacts.rules import CONSENT_LABELS, WAY_LABELS
from app.core import clock
from app.core.pdf_files import Document
from app.core.printing import document, kept_documents, pdf_of
from app.core.words import date_short, time_of
from app.ideas.rules import IdeaState
from app.pitches.rules import LABELS as PITCH_LABELS
from app.privacy.legal import text_of
from app.privacy.legal_rules import LegalKind
from app.privacy.register import READER_WORDS, Reader, register
from app.registrations.rules import LABELS

SOURCES = {
    "form": "Formular", "office": "Geschäftsstelle", "import": "eingelesene Liste",
    "walk_in": "am Eingang", "guest": "als Gast", "meeting": "Treffen", "link": "Link",
}  # fmt: skip
WORDS: dict[tuple[str, str], Mapping[str, str]] = {
    ("address_book", "source"): SOURCES,
    ("registrations", "source"): SOURCES,
    ("registrations", "state"): {key.value: words for key, words in LABELS.items()},
    ("registrations", "attendance"): {
        "present": "war da", "excused": "entschuldigt", "absent": "war nicht da",
    },
    ("registrations", "participation"): {"onsite": "vor Ort", "online": "online"},
    ("registrations", "partstat"): {
        "ACCEPTED": "zugesagt", "DECLINED": "abgesagt", "TENTATIVE": "vielleicht",
    },
    ("check_ins", "what"): {"present": "war da", "absent": "war nicht da", "undo": "zurück"},
    ("pitches", "state"): {key.value: words for key, words in PITCH_LABELS.items()},
    ("ideas", "state"): {one.value: one.label for one in IdeaState},
    ("consents", "kind"): {key.value: words for key, words in CONSENT_LABELS.items()},
    ("consents", "way"): WAY_LABELS,
    ("ballots", "choice"): {
        "yes": "Ja", "no": "Nein", "abstain": "Enthaltung", "biased": "befangen",
    },
}  # fmt: skip
"""(part, column) → stored value → what people read."""
CONSENT_KINDS = {
    "consent": "Einwilligung", "refusal": "Nicht eingewilligt", "objection": "Widerspruch",
}  # fmt: skip


def data_document(data: Mapping[str, Any]) -> Document:
    """What ``requests.everything`` gives, as a document."""
    return document(
        "privacy/print/data.html",
        data=data,
        parts=[shown_part(part) for part in data["parts"] if part["id"] != "consents"],
        consents=[shown_consent(one) for one in data["consents"]],
        mentions=[
            (one["where"], in_words("", "", one["meeting"]), one["text"])
            for one in data["mentions"]
        ],
        processors=text_of(LegalKind.PROCESSORS, "de"),
        today=clock.today(),
    )


def data_pdf(data: Mapping[str, Any]) -> bytes:
    """The same as a PDF, which is not kept beside the other finished documents."""
    return pdf_of(data_document(data), replace(kept_documents(), hours=0))


def shown_part(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part in words: rows as pairs of label and value, and how long its fields are kept."""
    labels = {name: facts["label"] for name, facts in part["fields"].items()}
    rows = [
        [(labels[name], in_words(part["id"], name, value)) for name, value in row.items()]
        for row in part["rows"]
    ]
    return {
        "id": part["id"], "title": part["title"], "rows": rows, "kept": kept_words(part),
        "whole": part["id"] != "mails",
    }  # fmt: skip


def kept_words(part: Mapping[str, Any]) -> list[dict[str, str]]:
    """Purpose, ground, time and readers, each combination once with the fields it is about.

    Not of fields that say who of the team did something.
    """
    team = register().purposes["team"].title
    found: dict[tuple[str, ...], list[str]] = {}
    for facts in part["fields"].values():
        if facts.get("purpose", team) != team:
            readers = ", ".join(READER_WORDS[Reader(one)] for one in facts["readers"])
            said = (facts["purpose"], facts["ground"], facts["kept"], readers)
            found.setdefault(said, []).append(facts["label"])
    names = ("purpose", "ground", "kept", "readers")
    return [
        dict(zip(names, said, strict=True), fields=", ".join(labels) if len(found) > 1 else "")
        for said, labels in found.items()
    ]


def shown_consent(one: Mapping[str, Any]) -> dict[str, str]:
    """A line of the consent record in words."""
    wording = f"„{one['wording']}“" if one["wording"] else ""
    if wording and one["wording_version"]:
        wording += f" (Fassung {one['wording_version']})"
    until = ""
    if one["withdrawn_at"]:
        until = f"{in_words('', '', one['withdrawn_at'])}, {one['withdrawn_way']}"
    return {
        "what": one["what"],
        "kind": CONSENT_KINDS[one["kind"]],
        "wording": wording,
        "given": in_words("", "", one["given_at"]),
        "way": one["way"] + (f", notiert von {one['written_by']}" if one["written_by"] else ""),
        "withdrawn": until,
    }


def in_words(part: str, column: str, value: Any) -> str:
    """A value as people read it; "" when there is nothing to say."""
    if isinstance(value, bool):
        return "Ja" if value else "Nein"
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return WORDS.get((part, column), {}).get(value) or _text(column, value)
    if isinstance(value, Mapping):
        if "day" in value:
            return f"{value['title']}, {_text('', value['day'])}"
        if "number" in value:
            return f"{value['number']} {value['title']}"
        if "version" in value:
            return f"„{value['text']}“ (Fassung {value['version']})"
        return "; ".join(f"{key}: {in_words(part, '', one)}" for key, one in value.items() if one)
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(part, column, one) or "–" for one in value)
    return str(value)


def _text(column: str, value: str) -> str:
    """Days and moments the German way."""
    if len(value) < 10 or not value[:4].isdigit() or value[4] != "-":
        return value
    try:
        if len(value) == 10:
            return date_short(date.fromisoformat(value))
        moment = clock.local(datetime.fromisoformat(value))
        return f"{date_short(moment.date())}, {time_of(moment)}\N{NO-BREAK SPACE}Uhr"
    except ValueError:
        return value
