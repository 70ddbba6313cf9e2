"""Documents that a kit brings along: by the names of ours, checked, first for its meetings."""

import pytest
from flask import Flask

from app.core import templating
from app.core.print_templates import short_names
from app.core.printing import document
from app.kits.check import report
from app.kits.faults import Fault


def bring(copy, name, text):
    file = copy.folder / "vernetzung/print" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")


def test_a_document_of_a_kit_stands_on_the_shelf_and_in_the_report(copy):
    bring(copy, "agenda.html", "Unsere Tagesordnung")

    assert copy.load().papers == {"kits/vernetzung/agenda/print/agenda.html": "Unsere Tagesordnung"}
    assert "eigene Druckvorlagen: agenda.html" in report(copy.folder)[0][0]


@pytest.mark.parametrize(
    ("name", "text", "place", "told"),
    [
        ("agende.html", "x", "", "„agenda.html“"),
        ("_row.html", "x", "", "Zu diesem Namen gibt es kein Dokument"),
        ("agenda.html", "\n\n{% block %}", "Zeile 3", "nicht richtig geschrieben"),
        ("agenda.html", "{% include 'fehlt.html' %}", "Zeile 1", "„fehlt.html“ gibt es nicht"),
    ],
)
def test_a_document_that_cannot_be_used_is_a_fault(copy, name, text, place, told):
    bring(copy, name, text)

    found = copy.fault()

    assert isinstance(found, Fault)
    assert (found.file, found.place) == (f"meeting_kits/vernetzung/print/{name}", place)
    assert told in str(found)


def test_it_comes_first_for_meetings_of_its_kit_only():
    app = Flask("druck", template_folder="templates")
    own = {"kits/a/x/print/y.html": "Kit {{ word }}", "x/print/y.html": "Stadt {{ word }}"}
    templating.use_own(app, own)

    with app.app_context():
        assert document("x/print/y.html", kit="a", word="<b>").html == "Kit &lt;b&gt;"
        assert document("x/print/y.html", kit="b", word="<b>").html == "Stadt &lt;b&gt;"


def test_names_of_documents_are_there_once():
    assert sorted({*short_names()}) == short_names()
