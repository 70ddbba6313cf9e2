"""Forms to be filled in on a screen: named fields, PDF/UA but not PDF/A."""

from collections.abc import Iterator
from io import BytesIO

import page as validator
import pikepdf
import pytest

from app.core import pdf
from tests.core.print_samples import document

pytestmark = pytest.mark.pdf
FORM = document(
    '<form><p><label for="title">Titel der Idee</label></p>'
    '<p><input id="title" name="titel"></p>'
    '<p><label for="what">Worum geht es?</label></p>'
    '<p><textarea id="what" name="was"></textarea></p>'
    '<p><input type="checkbox" id="yes" name="ja"><label for="yes">Ja</label></p></form>'
    '<p><a href="mailto:a@example.org">a@example.org</a></p>'
)


@pytest.fixture(scope="module")
def form() -> Iterator[bytes]:
    yield pdf.render_pdf(FORM, fillable=True)
    pdf.stop_renderer()


def test_a_form_meets_pdf_ua(form: bytes) -> None:
    report = validator.validate_pdf_bytes(form, profile="ua1")

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_each_field_has_a_name_for_people_and_stands_in_the_tags(form: bytes) -> None:
    with pikepdf.open(BytesIO(form)) as file:
        fields = list(file.Root.AcroForm.Fields)
        told = [(str(field.T), str(field.TU), str(field.FT)) for field in fields]
        parents = file.Root.StructTreeRoot.ParentTree.Nums
        above = {int(n): one for n, one in zip(parents[::2], parents[1::2], strict=True)}

        assert told == [
            ("titel", "Titel der Idee", "/Tx"),
            ("was", "Worum geht es?", "/Tx"),
            ("ja", "Ja", "/Btn"),
        ]
        assert {str(above[int(field.StructParent)].S) for field in fields} == {"/Form"}
        assert str(file.pages[0].Tabs) == "/S"


def test_fields_are_printed_and_can_hold_every_name(form: bytes) -> None:
    """The font of the fields is whole: it knows the letters that the page itself does not show."""
    with pikepdf.open(BytesIO(form)) as file:
        assert {int(one.F) for one in file.pages[0].Annots} == {4}
        name = str(file.Root.AcroForm.Fields[0].DA).split()[2]
        meaning = file.Root.AcroForm.DR.Font[name].ToUnicode.read_bytes()
        assert all(f"<{ord(letter):04x}>".encode() in meaning for letter in "ıżễŁđ")


def test_viewers_draw_what_is_typed_and_keep_our_ticks(form: bytes) -> None:
    with pikepdf.open(BytesIO(form)) as file:
        title, _, tick = file.Root.AcroForm.Fields
        assert "/NeedAppearances" not in file.Root.AcroForm
        assert str(title.DA).split()[-1] == "Tf"
        assert title.AP.N.read_bytes() == b"/Tx BMC EMC"
        assert "/on" in tick.AP.N


def test_without_the_wish_nothing_can_be_filled_in(form: bytes) -> None:
    with pikepdf.open(BytesIO(pdf.render_pdf(FORM))) as file:
        assert "/AcroForm" not in file.Root
