"""The engine judges: it passes what is good, names what is broken, and survives what is no PDF."""

from pathlib import Path

import pikepdf
import pytest

from app.core import pdf
from tests import verapdf
from tests.core.print_samples import AGENDA

pytestmark = [
    pytest.mark.pdf,
    pytest.mark.skipif(verapdf.java() is None, reason=f"no JDK: {verapdf.APT}"),
]


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    path = tmp_path_factory.mktemp("verapdf") / "gut.pdf"
    path.write_bytes(pdf.render_pdf(AGENDA))
    yield path
    pdf.stop_renderer()


def test_each_standard_names_its_own_faults(good: Path) -> None:
    nameless, unembedded = good.with_name("ohne Titel, ä.pdf"), good.with_name("ohne Schrift.pdf")
    no_pdf = good.with_name("kein.pdf")
    no_pdf.write_text("Text")
    with pikepdf.open(good) as file:
        del file.Root.ViewerPreferences
        file.save(nameless)
    with pikepdf.open(good) as file:
        for font in file.pages[0].Resources.Font.values():
            del font.DescendantFonts[0].FontDescriptor.FontFile2
        file.save(unembedded)

    told = verapdf.check({one: ["ua1", "3a"] for one in (good, nameless, unembedded, no_pdf)})

    rules = {
        path.name: sorted({" ".join(line.split()[:2]) for line in lines})
        for path, lines in told.items()
    }
    assert rules == {
        "gut.pdf": [],
        "ohne Titel, ä.pdf": ["ua1 7.1-10"],
        "ohne Schrift.pdf": ["3a 6.2.11.4.1-1", "ua1 7.21.4.1-1"],
        "kein.pdf": ["3a not", "ua1 not"],
    }
