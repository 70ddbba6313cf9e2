"""A reached limit at a public form: 429, when to come back, and nothing typed is lost."""

import msgspec

from tests import build


def test_too_many_forms_are_a_429_with_the_text_kept(app, client, monkeypatch):
    settings = app.extensions["settings"]
    limits = msgspec.structs.replace(settings.limits, forms_per_hour=1)
    changed = msgspec.structs.replace(settings, limits=limits)
    monkeypatch.setitem(app.extensions, "settings", changed)
    with app.app_context():
        slug = build.slug_of(build.a_meeting())
    typed = {"vorname": "Zoë", "nachname": "Test", "akteursgruppe": "buergerschaft"}

    first, second = [
        client.post(f"/treffen/{slug}/anmelden", data=typed | {"email": f"z{n}@example.org"})
        for n in range(2)
    ]

    assert (first.status_code, second.status_code) == (303, 429)
    assert second.headers["Retry-After"] == "3600"
    assert "sehr viele Formulare" in second.text and "z1@example.org" in second.text
