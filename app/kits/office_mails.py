"""Mails of the office that belong to no meeting: about ideas, contacts, the steering group.

Their texts lie in ``meeting_kits/_shared/office/<name>.txt``, subject on the first line.
"""

from enum import StrEnum

from msgspec import Struct


class OfficeMail(StrEnum):
    """What such a mail is for; the value is the name of its file."""

    IDEA_MOVED = "idee-neuer-stand"
    SUPPORT_TAKEN = "anliegen-uebernommen"
    SUPPORT_CLOSED = "anliegen-erledigt"
    FUNDING_HINT = "foerder-hinweis"
    CARD_CONFIRM = "karte-bestaetigen"
    CARD_NEWS = "karte-neuer-stand"
    CONTACT_ASK = "kontakt-anfrage"
    CONTACT_PASSED = "kontakt-weitergegeben"
    CONTACT_OFF = "kontakt-kommt-nicht"
    PROJECT_ASK = "projekt-wie-steht-es"
    PROJECT_LINK = "projekt-link"
    PROJECT_DRAFT = "projekt-text-antwort"
    JOIN_CONFIRM = "mitmachen-bestaetigen"
    JOIN_TOLD = "mitmachen-neu"
    JOIN_LEFT = "mitmachen-ende"
    RATING_OPENED = "bewertung-offen"
    RATING_REMINDER = "bewertung-erinnerung"
    VOTE_ASK = "umlauf-bitte"
    VOTE_REMINDER = "umlauf-erinnerung"
    VOTE_END = "umlauf-ende"


OFFICE_WORDS: dict[str, str] = {
    "name": "Name der Person, an die die E-Mail geht",
    "idee_nummer": "Nummer der Idee, zum Beispiel 2027-001",
    "idee_titel": "Titel der Idee",
    "stand": "Was mit der Idee geschehen ist, ein Satz",
    "begruendung": "Grund oder Ergebnis, ein Absatz; leer, wenn es keinen gibt",
    "naechster_schritt": "Was als Nächstes geschieht",
    "anliegen": "Worum ein Projekt gebeten hat, ein Absatz mit Titel und Nummer der Idee",
    "zustaendig": "Wer sich darum kümmert",
    "programm": "Ein Förderprogramm mit Betrag und Frist, mehrere Zeilen",
    "link": "Persönlicher Link zu der Seite, um die es geht",
    "karte": "Text der Karte oder was das Projekt sucht",
    "karte_art": "Ich suche oder Ich biete",
    "karte_nummer": "Nummer der Karte, zum Beispiel S03; leer, solange sie keine hat",
    "gegenueber": "Was die andere Seite sucht oder bietet, ohne Namen",
    "gegenueber_name": "Name der anderen Seite, nachdem beide zugestimmt haben",
    "kontakt": "Name und E-Mail-Adresse der anderen Seite, nachdem beide zugestimmt haben",
    "anlass": "Warum gefragt wird, ein Satz",
    "antworten": "Die vier Antworten mit ihren Links, je zwei Zeilen",
    "betreff": "Worum es geht, Anfang der Betreffzeile",
    "wer": "Name der Person, die mitmachen möchte",
    "worte": "Was die Person oder die Geschäftsstelle dazu geschrieben hat; kann leer sein",
    "titel": "Titel der Bewertung oder Abstimmung",
    "letzter_tag": "Bis wann, mit Wochentag",
    "anzahl": "Wie viele Ideen es sind, mit dem Wort",
    "hinweis": "Was zu tun ist, ein Absatz",
    "wortlaut": "Wortlaut des Antrags",
    "frist": "Tag und Uhrzeit, bis zu der abgestimmt wird",
    "kontakt_mail": "E-Mail-Adresse der Geschäftsstelle",
    "kontakt_telefon": "Telefonnummer der Geschäftsstelle",
    "signatur": "Grußformel und Absender aus den Einstellungen",
}
"""The placeholders of these mails. Nothing else is replaced."""


class MailText(Struct, frozen=True):
    """Subject and body with their placeholders."""

    subject: str
    body: str
