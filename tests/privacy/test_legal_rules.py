"""Texts of the city with gaps in them."""

from app.privacy.legal_rules import is_open, without_gaps


def test_nobody_outside_reads_what_the_office_has_to_fill_in():
    text = "Beauftragte:\n\n[bitte ausfüllen: Name, Anschrift]\n\nSchluss [bitte prüfen"

    shown = without_gaps(text, "Fehlt noch.")

    assert shown == "Beauftragte:\n\nFehlt noch.\n\nSchluss Fehlt noch."
    assert (is_open(text), is_open(shown)) == (True, False)
