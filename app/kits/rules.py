"""What must fit together inside one kit, beyond keys and types. Plain Python.

Each check yields findings; the shelf adds the file. The rules: meeting_kits/README.md.
"""

from collections.abc import Iterator

from app.kits.faults import Finding
from app.kits.schema import (
    Kit,
    KitFile,
    MailEntry,
    Purpose,
    Question,
    QuestionType,
    SharedFile,
    Trigger,
)

NEEDED = (
    Purpose.CONFIRM_REQUEST,
    Purpose.CONFIRMATION,
    Purpose.WAITLIST,
    Purpose.PROMOTED,
    Purpose.CANCELLATION_ACK,
    Purpose.CHANGE_NOTICE,
    Purpose.MEETING_CANCELLED,
    Purpose.TASKS,
    Purpose.TASK_REMINDER,
)
NEEDED_FOR_PITCHES = (
    Purpose.PITCH_RECEIVED,
    Purpose.PITCH_ACCEPTED,
    Purpose.PITCH_DECLINED,
    Purpose.PITCH_MOVED,
    Purpose.PITCH_TIME_CHANGED,
)
WITH_OPTIONS = (QuestionType.SELECT, QuestionType.MULTISELECT)


def check_file(kit: KitFile) -> Iterator[Finding]:
    """Everything that can be said of a kit.toml by itself."""
    yield from _check_duration(kit)
    yield from _check_positions(kit)
    yield from _check_roles(kit)
    yield from _check_days(kit)
    yield from _check_group(kit)
    yield from _check_pitches(kit)
    for section in ("roles", "printables"):
        yield from _check_twice(section, [entry.id for entry in getattr(kit, section)])
    yield from _check_mail_days(kit.mails)
    yield from _check_questions(kit.questions)


def check_shared(shared: SharedFile) -> Iterator[Finding]:
    """Everything that can be said of shared.toml by itself."""
    yield from _check_twice("mails", [mail.id for mail in shared.mails])
    yield from _check_mail_days(shared.mails)
    yield from _check_questions(shared.questions)


def check_complete(kit: Kit) -> Iterator[Finding]:
    """What can only be said once the shared questions and mails are there."""
    needed = NEEDED + (NEEDED_FOR_PITCHES if kit.pitch_deadline_day is not None else ())
    for purpose in needed:
        if not kit.has_mail(purpose):
            yield Finding(
                "mails",
                f"Zum Zweck „{purpose}“ ({purpose.label}) gibt es keine Mail.",
                "Ergänzen Sie sie in diesem Kit oder in _shared/shared.toml.",
            )
    yield from _check_twice("mails", [mail.id for mail in kit.mails])
    own = {question.id for question in kit.questions}
    for question in kit.base_questions:
        if question.id in own:
            yield Finding(
                f"questions, {question.id}",
                f"Die Kennung „{question.id}“ hat schon eine gemeinsame Grundfrage.",
                "Geben Sie der Frage in diesem Kit eine andere Kennung.",
            )


def _check_mail_days(mails: tuple[MailEntry, ...]) -> Iterator[Finding]:
    """A mail has a day, and rules for whom it reaches, exactly when a day sends it."""
    for mail in mails:
        place = f"mails, {mail.id}, day"
        if mail.trigger == Trigger.DAY and mail.day is None:
            yield Finding(place, 'Zu trigger = "day" fehlt der Tag.', "Ergänzen Sie day = -7.")
        if mail.trigger != Trigger.DAY and mail.day is not None:
            yield Finding(
                place,
                "Diese Mail hat einen Tag, wird aber durch ein Ereignis ausgelöst.",
                'Löschen Sie day oder setzen Sie trigger = "day".',
            )
        yield from _check_recipients(mail)


def _check_recipients(mail: MailEntry) -> Iterator[Finding]:
    place = f"mails, {mail.id}, recipients"
    if mail.trigger == Trigger.DAY and not mail.recipients:
        problem = 'Zu trigger = "day" fehlt, wer die Mail bekommt.'
        yield Finding(place, problem, 'Ergänzen Sie recipients = ["registered"].')
    if mail.trigger != Trigger.DAY and mail.recipients:
        problem = "Diese Mail bekommt, wen das Ereignis betrifft."
        yield Finding(place, problem, 'Löschen Sie recipients oder setzen Sie trigger = "day".')
    if len(set(mail.recipients)) < len(mail.recipients):
        yield Finding(place, "Eine Regel steht doppelt da.", "Löschen Sie die zweite.")


def _check_questions(questions: tuple[Question, ...]) -> Iterator[Finding]:
    """Questions have different ids, a choice has options, sensitive answers stay off the lists."""
    yield from _check_twice("questions", [question.id for question in questions])
    for question in questions:
        if question.type in WITH_OPTIONS and not question.options:
            yield Finding(
                f"questions, {question.id}, options",
                "Bei dieser Auswahlfrage fehlen die Antworten.",
                'Ergänzen Sie options = ["…", "…"].',
            )
        if question.sensitive and question.on_lists:
            yield Finding(
                f"questions, {question.id}, on_lists",
                "Eine schützenswerte Angabe darf nicht auf gedruckten Listen stehen.",
                "Setzen Sie on_lists = false.",
            )


def _check_duration(kit: KitFile) -> Iterator[Finding]:
    total = sum(item.minutes for item in kit.agenda if item.official)
    if total != kit.duration_minutes:
        yield Finding(
            "duration_minutes",
            f"Die Punkte dauern zusammen {total} Minuten, angegeben sind {kit.duration_minutes}.",
            f"Ändern Sie die Minuten der Punkte oder setzen Sie duration_minutes = {total}.",
        )


def _check_positions(kit: KitFile) -> Iterator[Finding]:
    for number, item in enumerate(kit.agenda, start=1):
        place = f"agenda, Eintrag {number} („{item.title}“), position"
        if not item.official and item.position is None:
            yield Finding(
                place,
                "Der Punkt zählt nicht zur Dauer, aber es fehlt, ob er davor oder danach liegt.",
                'Ergänzen Sie position = "before" oder position = "after".',
            )
        if item.official and item.position is not None:
            yield Finding(
                place,
                "Der Punkt zählt zur Dauer, hat aber eine Lage davor oder danach.",
                "Löschen Sie position oder setzen Sie official = false.",
            )


def _check_roles(kit: KitFile) -> Iterator[Finding]:
    known = {role.id for role in kit.roles}
    used = [(f"agenda, Eintrag {n} („{i.title}“)", i.role) for n, i in enumerate(kit.agenda, 1)]
    used += [
        (f"checklist, items, Eintrag {n} („{point.text}“)", point.role)
        for n, point in enumerate(kit.checklist.items, 1)
    ]
    for place, role in used:
        if role not in known:
            yield Finding(
                f"{place}, role",
                f"Die Rolle „{role}“ ist nicht angelegt.",
                f"Legen Sie sie unter [[roles]] an oder wählen Sie: {', '.join(sorted(known))}.",
            )


def _check_days(kit: KitFile) -> Iterator[Finding]:
    if kit.registration_closes_day < kit.registration_opens_day:
        yield Finding(
            "registration_closes_day",
            "Die Anmeldung schließt, bevor sie öffnet.",
            f"Wählen Sie einen Tag ab {kit.registration_opens_day}.",
        )


def _check_group(kit: KitFile) -> Iterator[Finding]:
    if not kit.group_min <= kit.group_ideal <= kit.group_max:
        yield Finding(
            "group_ideal",
            "Die Größe der Gruppe passt nicht zusammen.",
            "group_ideal liegt zwischen group_min und group_max.",
        )


def _check_pitches(kit: KitFile) -> Iterator[Finding]:
    if kit.pitch_deadline_day is not None and not kit.pitch_slots:
        yield Finding(
            "pitch_places",
            "Das Kit nimmt Pitches an, aber es fehlt, wie viele.",
            "Ergänzen Sie pitch_places oder eine Rolle „pitch“ mit count.",
        )
    if kit.pitch_deadline_day is None and kit.pitch_places is not None:
        yield Finding(
            "pitch_places",
            "Das Kit hat Plätze für Pitches, aber keinen Einsendeschluss.",
            "Ergänzen Sie pitch_deadline_day oder löschen Sie pitch_places.",
        )


def _check_twice(section: str, ids: list[str]) -> Iterator[Finding]:
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Finding(
            f"{section}, {name}",
            f"Die Kennung „{name}“ steht mehrmals unter [[{section}]].",
            "Geben Sie jedem Eintrag eine eigene Kennung.",
        )
