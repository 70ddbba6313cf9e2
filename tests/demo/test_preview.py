"""``flask documents preview``: sample documents in a folder, the real database untouched."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core import pdf
from app.core.db import Base, db
from app.demo import preview
from app.kits.printables import Printed
from app.papers.catalogue import BY_KIND
from tests import build

pytestmark = pytest.mark.pdf
FEW = tuple(BY_KIND[kind] for kind in (Printed.AGENDA, Printed.MINUTES, Printed.POSTER))


def rows():
    """How many rows each table of the real database has."""
    db.session.rollback()
    return {table.name: db.session.query(table).count() for table in Base.metadata.sorted_tables}


@pytest.fixture
def few_documents(monkeypatch):
    """All of them take half a minute; ``test_every_document_and_list_opens`` makes each one."""
    monkeypatch.setattr(preview, "PAPERS", FEW)


@pytest.fixture
def command(ctx):
    def run(folder):
        return ctx.test_cli_runner().invoke(args=["documents", "preview", str(folder)])

    return run


def test_the_folder_holds_a_pdf_for_each_document_and_the_real_database_is_as_before(
    command, few_documents, tmp_path
):
    build.a_registration(build.a_planned_meeting())
    before, folder = rows(), tmp_path / "vorschau"
    folder.mkdir()
    (folder / "notizen.txt").write_text("wichtig")
    (folder / "plakat.pdf").write_text("von gestern")

    told = command(folder)

    assert (told.exit_code, rows()) == (0, before)
    assert f"Fertig: 3 Dokumente liegen in {folder}." in told.output
    names = {f"{paper.address}.pdf" for paper in FEW}
    assert {path.name for path in folder.iterdir()} == names | {"notizen.txt"}
    assert (folder / "notizen.txt").read_text() == "wichtig"
    for name in names:
        assert len(PdfReader(BytesIO((folder / name).read_bytes())).pages) >= 1
    assert pdf._state.pool is None


def test_a_folder_that_cannot_be_made_is_told(command, tmp_path):
    (tmp_path / "vorschau").write_text("eine Datei")

    told = command(tmp_path / "vorschau")

    assert told.exit_code == 1
    assert "lässt sich nicht anlegen" in told.output
