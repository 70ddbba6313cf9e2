"""Many registrations at once, written straight into the table: for lists and their papers."""

from itertools import count

from app.core import clock
from app.core.db import db, transaction
from app.core.words import plain_key
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState

_number = count(1)
LONG = "Freifrau von Wiedenstein-Holzbrück zu Großschönau " * 4
NAMES = (
    ("Cem", "Yıldırım"), ("Mai", "Nguyễn Thị"), ("Jadwiga", "Krzyżanowska"), ("Søren", "Østergård"),
    ("Ayşe", "Şahinoğlu"), ("Łucja", "Łukaszewicz"), ("Ute", "Ärmel"), ("Ben", "Ott"),
    ("Karl-Heinz", "Müller"), ("Zoë", "Schröder"), ("Iwan", "Ивано́в"), ("أمينة", "الهاشمي"),
)  # fmt: skip


def a_place(meeting_id, first="Cem", last="Yıldırım", **values):
    """One registration with a place, or in the ``state`` that is asked for. Returns its id."""
    number, moment = next(_number), clock.now()
    email = values.pop("email", f"gast{number}@example.org")
    row = Registration(
        meeting_id=meeting_id, first_name=first, last_name=last, email=email, email_key=email,
        name_key=plain_key(f"{first} {last}"), submitted_at=moment, confirmed_at=moment,
        state_changed_at=moment, submit_key=f"crowd-{number:020}", uid=f"crowd-{number}",
        **{"state": RegistrationState.CONFIRMED} | values,
    )  # fmt: skip
    with transaction():
        db.session.add(row)
        db.session.flush()
        return row.id


def a_crowd(meeting_id, number, **values):
    """So many people with a place; their surnames begin with all letters, some are long."""
    with transaction():
        for index in range(number):
            first, last = NAMES[index % len(NAMES)]
            letter = "SMBSHKWGRFLSTDEANPJVOZCIUQ"[index % 26]
            name = f"{letter}{last.lower()} {index}" if index % 3 else f"{last} {index}"
            organisation = ("Moscheeverein Licht und Begegnung e. V.", "", "TuS 08 e. V.")[
                index % 3
            ]
            a_place(meeting_id, first, name, **{"organisation": organisation} | values)
