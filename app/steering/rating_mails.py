"""Mails to members about a rating: it is open, and the last day comes near."""

from app.core.links import link_to
from app.core.words import count, date_long
from app.kits.office_mails import OfficeMail
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.steering.models import RatingRound, RatingSheet
from app.steering.ratings import token_of

WHAT_TO_DO = {
    True: "Sie geben für jede Idee 0 bis 3 Punkte je Kriterium. Zwischendurch können Sie "
    "speichern und später weitermachen.",
    False: "Sie beraten den Kreis. Sie geben keine Punkte, können aber zu jeder Idee eine "
    "Bemerkung schreiben.",
}


def rating_letter(
    one: RatingRound, sheet: RatingSheet, mail: OfficeMail, key: str, *, to_deputy: bool = False
) -> Letter | None:
    """The mail with the link to this sheet; None when the person has no address."""
    member = sheet.member
    person = (member.deputy if to_deputy else member.person) if member else None
    if person is None or not person.email:
        return None

    def words() -> dict[str, str]:
        return {
            "titel": one.title,
            "letzter_tag": date_long(one.deadline),
            "anzahl": count(len(one.ideas), "Idee", "Ideen"),
            "hinweis": _note(sheet, to_deputy=to_deputy),
            "link": link_to("ratings_public.sheet", token=token_of(sheet)),
        }

    return office_letter(
        mail,
        words,
        key=key,
        to=person.email,
        to_name=person.full_name,
        topic=f"rating:{one.id}",
    )


def _note(sheet: RatingSheet, *, to_deputy: bool) -> str:
    note = WHAT_TO_DO[sheet.rates]
    if to_deputy and sheet.member:
        return f"Sie vertreten {sheet.member.name}. {note}"
    if sheet.rates and sheet.member and sheet.member.deputy:
        return (
            f"{note} Sind Sie verhindert, kann {sheet.member.deputy_name} den Bogen für Sie "
            "ausfüllen. Leiten Sie dafür diese E-Mail weiter."
        )
    return note
