"""Small documents through the real layout, for the tests of printing."""

from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from app.core.pdf import APP

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


def items(number: int) -> list[dict[str, object]]:
    """Agenda items, a break now and then."""
    return [
        {
            "time": f"{8 + n // 6:02}:{n % 6}0",
            "span": f"{8 + n // 6:02}:{n % 6}0–{8 + n // 6:02}:{n % 6}9",
            "title": f"Punkt {n}: Wärme aus Abwasser für die Straße",
            "text": "Nguyễn Thị Mai berichtet.",
            "who": "Ayşe Yıldırım",
            "minutes": 10,
            "pause": n % 7 == 6,
            "result": "Alle kennen den Stand",
            "method": "Kurz berichten.\n\nDann fragen.",
            "material": "Karten",
            "notes": "",
        }
        for n in range(number)
    ]


AGENDA = document(
    """{{ print.facts([("Ort", "Rathaus"), ("Zugang", "stufenlos"), ("Leer", "")]) }}
    <h2>Ablauf</h2>{{ print.agenda_table(items) }}
    <p>Mehr: <a href="https://treffwerk.example.org/treffen/6">Seite des Treffens</a></p>
    {{ print.contact(settings.office) }}""",
    items=items(24),
)
RUN_SHEET = document(
    '{{ print.facts([("Ort", "Rathaus")]) }}{{ print.run_sheet_table(items, total=240) }}',
    page="landscape",
    items=items(24),
)
MINUTES = document(
    """{{ print.draft() }}{{ print.facts([("Leitung", "Tomasz Krzyżanowski")]) }}
    {% for n in range(8) %}<h2>{{ n + 1 }}. Bericht</h2>
    {{ print.paragraphs("Erste Zeile\\nzweite Zeile\\n\\nNeuer Absatz") }}
    {{ print.entry("Vereinbarung", "Das Umweltamt prüft den Innenhof.", "bis 30.09.2027") }}
    {% endfor %}
    <h2>Aufgaben</h2>{{ print.tasks_table(tasks) }}
    {{ print.plain_table([("Nr.", "w-number"), ("Frage", ""), ("Ja", "number")],
                         [["1", "Weiter?", "12"]]) }}
    {{ print.signatures(["Leitung", "Protokoll"]) }}""",
    tasks=[{"number": n, "text": f"Aufgabe {n}", "who": "", "until": ""} for n in range(30)],
)
