"""Small documents through the real layout, for the tests of printing."""

from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from app.core.pdf_files import APP
from app.core.settings_sections import Print

_jinja = Environment(
    loader=FileSystemLoader(APP.parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_jinja.globals["settings"] = SimpleNamespace(
    forum=SimpleNamespace(name="KlimaTriebwerk"),
    office=SimpleNamespace(
        name="Geschäftsstelle KlimaTriebwerk",
        organisation="Stadt Bielefeld, Umweltamt",
        mail="klimatriebwerk@example.org",
        phone="0521 51-0",
        address="August-Bebel-Straße 75–77, 33602 Bielefeld",
    ),
    print=Print(),
)

FRAME = """{% extends "layouts/print.html" %}{% import "components/print.html" as print %}
{% block title %}Tagesordnung – Treffen am 16. September 2027{% endblock %}
{% block page %}PAGE{% endblock %}
{% block label %}Tagesordnung, 16.09.2027{% endblock %}
{% block printed %}Stand: 14.09.2027, 14:05 Uhr{% endblock %}
{% block body %}{{ print.head("Tagesordnung", "Vernetzungstreffen", "Donnerstag, 16. September") }}
BODY{% endblock %}"""


def document(body: str, page: str = "portrait", **context: object) -> str:
    """The HTML of a document with this Jinja source as its body."""
    return _jinja.from_string(FRAME.replace("PAGE", page).replace("BODY", body)).render(**context)


AGENDA_TABLE = """{{ print.plain_table([("Beginn", "w-time"), ("Programm", ""), ("Wer", "w-who"),
    ("Dauer", "number w-minutes")], rows, row_head=1) }}"""


def agenda_rows(number: int) -> list[list[str]]:
    """Rows for ``AGENDA_TABLE``."""
    return [
        [f"{8 + n // 6:02}:{n % 6}0", f"Punkt {n}: Wärme für die Straße", "Ayşe Yıldırım", "10"]
        for n in range(number)
    ]


AGENDA = document(
    """{{ print.facts([("Ort", "Rathaus"), ("Zugang", "stufenlos"), ("Leer", "")]) }}
    <h2>Ablauf</h2>"""
    + AGENDA_TABLE
    + """<p>Mehr: <a href="https://treffwerk.example.org/treffen/6">Seite des Treffens</a></p>
    {{ print.contact(settings.office) }}""",
    rows=agenda_rows(40),
)
RUN_SHEET = document(
    """{{ print.facts([("Ort", "Rathaus"), ("Telefon", "0521 51-0")]) }}
    {{ print.plain_table([("Zeit", ""), ("Programmpunkt", ""), ("Ablauf", "")], rows, 1) }}""",
    page="landscape",
    rows=[["18:00–18:10", f"Punkt {n}", "Kurz berichten, dann fragen. " * 4] for n in range(25)],
)
MINUTES = document(
    """{{ print.draft() }}{{ print.facts([("Leitung", "Tomasz Krzyżanowski")]) }}
    {% for n in range(8) %}<h2>{{ n + 1 }}. Bericht</h2>
    {{ print.paragraphs("Erste Zeile\\nzweite Zeile\\n\\nNeuer Absatz") }}
    {{ print.entry("Vereinbarung", "Das Umweltamt prüft den Innenhof.", "bis 30.09.2027") }}
    {% endfor %}
    <h2>Aufgaben</h2>{{ print.plain_table([("Nr.", "w-number"), ("Was", "")], rows) }}
    {{ print.signatures(["Leitung", "Protokoll"]) }}""",
    rows=[[str(n), f"Aufgabe {n}"] for n in range(30)],
)
