"""What the projects of the year said when they were asked, who joins in, a text that waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.contacts.actions import keep_wording
from app.contacts.models import Person
from app.core.db import db
from app.core.tokens import digest
from app.demo.sample import at, rows
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.projects import queries
from app.projects.forms import CONSENT
from app.projects.models import IdeaAsk, IdeaDraft, IdeaNews, Supporter
from app.projects.rules import JoinState, Progress
from app.support.actions import open_case


@dataclass(frozen=True)
class _Said:
    """An answer of a project; asked a day before."""

    idea: str
    on: date
    what: Progress
    text: str
    kind: SupportKind | None = None


RUN, STUCK, HELP = Progress.RUNNING, Progress.STUCK, Progress.HELP
ANSWERS = (
    _Said("I02", date(2027, 5, 26), RUN, "Wir stimmen die Liste der Vereinsheime ab."),
    _Said("I01", date(2027, 5, 26), RUN, "Die erste Schulung ist gehalten, zwölf Lotsen sind da."),
    _Said("I12", date(2027, 5, 27), RUN, "Acht Patenschaften sind vermittelt."),
    _Said("I01", date(2027, 7, 14), RUN, "41 Beratungen bisher. Im September folgt eine Schulung."),
    _Said("I03", date(2027, 7, 14), STUCK, "Für die Kreuzung fehlt noch ein Termin mit dem Amt."),
    _Said("I03", date(2027, 8, 25), RUN, "Der Ortstermin steht. Zwei Linien fahren weiter."),
    _Said("I05", date(2027, 8, 25), RUN, "Der dritte Kochabend war ausgebucht."),
    _Said("I07", date(2027, 8, 24), RUN, "Die Sprechstunde beginnt im Oktober."),
    _Said("I09", date(2027, 8, 26), RUN, "Der Transporter ist versichert, die erste Tour voll."),
    _Said("I11", date(2027, 8, 24), RUN, "38 Orte sind eingetragen."),
    _Said("I01", date(2027, 8, 25), RUN, "57 Beratungen. Die zweite Schulung folgt im September."),
    _Said("I15", date(2027, 8, 26), STUCK, "Die Stadtwerke haben noch nicht geantwortet."),
    _Said("I18", date(2027, 8, 25), RUN, "Fünf Haushalte öffnen im Oktober ihre Keller."),
    _Said("I22", date(2027, 8, 27), RUN, "Das Stück ist geschrieben, die Proben beginnen."),
    _Said(
        "I12", date(2027, 8, 30), HELP,
        "Für den Herbst fehlen uns Menschen mit Pflegeerfahrung. Wer kann uns vermitteln?",
        SupportKind.CONTACTS,
    ),
)  # fmt: skip
SILENT = ("I02", (date(2027, 7, 12), date(2027, 7, 26)))
"""It was asked and reminded twice since its last news."""
DRAFT = (
    "I05",
    date(2027, 8, 31),
    {"seeking": "Zweite Küche für den Winter", "next_step": "Kochabend im Oktober planen"},
)


def add_projects(idea_ids: Mapping[str, int], people_by_id: Mapping[str, Person]) -> None:
    """Add all of it. The keys of both are the ids of the sample."""
    ideas = {sample: db.session.get_one(Idea, idea_id) for sample, idea_id in idea_ids.items()}
    for said in ANSWERS:
        _ask(ideas[said.idea], said.on - timedelta(days=1))
        _answer(ideas[said.idea], said)
    idea = ideas[SILENT[0]]
    for day in SILENT[1]:
        _ask(idea, day)
    db.session.flush()
    _again(idea, SILENT[1][-1] + timedelta(days=7))
    _draft(ideas[DRAFT[0]])
    supporters: list[Supporter] = []
    for row in rows("ideas.csv"):
        joining = [people_by_id[one] for one in row["supporter_ids"].split(";") if one]
        supporters += [_supporter(ideas[row["id"]], person) for person in joining]
    db.session.add_all(supporters)
    db.session.flush()
    for one in supporters:
        one.digest = digest(queries.supporter_token(one))


def _ask(idea: Idea, on: date) -> None:
    db.session.add(IdeaAsk(idea_id=idea.id, asked_on=on))
    idea.link_digest = digest(queries.token_of(idea))


def _again(idea: Idea, on: date) -> None:
    db.session.add(IdeaAsk(idea_id=idea.id, asked_on=on, again=True))


def _answer(idea: Idea, said: _Said) -> None:
    known = idea.contact_person_id is not None
    key = f"demo-{said.idea}-{said.on}"
    row = IdeaNews(
        idea_id=idea.id, what=said.what, text=said.text, name=idea.contact_name, source="link",
        person_id=idea.contact_person_id, known=known, at=at(said.on, "18:20"),
        seen_at=at(said.on + timedelta(days=1), "08:30"), submit_key=key,
    )  # fmt: skip
    db.session.add(row)
    idea.news_on = max(idea.news_on or said.on, said.on)
    if said.what is Progress.HELP:
        case = open_case(
            idea.id, kind=said.kind, text=said.text, asked_by=idea.contact_name, source="answer",
            submit_key=key,
        )  # fmt: skip
        case.at, case.due = row.at, said.on + timedelta(days=7)


def _draft(idea: Idea) -> None:
    _, on, values = DRAFT
    now = queries.texts_of(idea)
    db.session.add(
        IdeaDraft(
            idea_id=idea.id,
            values=values,
            seen={name: now[name] for name in values},
            name=idea.contact_name,
            person_id=idea.contact_person_id,
            known=idea.contact_person_id is not None,
            at=at(on, "21:05"),
        )
    )


def _supporter(idea: Idea, person: Person) -> Supporter:
    """They said so at the meeting; those on the contact list agreed to be passed on."""
    when = at(idea.submitted_on + timedelta(days=3))
    consent = person.id % 3 != 0
    row = Supporter(
        idea_id=idea.id, person_id=person.id, known=True, name=person.full_name,
        email=person.email,
        organisation=person.organisation.name if person.organisation else "",
        state=JoinState.CONFIRMED, consent=consent, wording=CONSENT if consent else "",
        source="meeting", submitted_at=when, confirmed_at=when, seen_at=when,
    )  # fmt: skip
    keep_wording("joining", row.wording)
    if consent and idea.contact_email:
        row.told_at, row.told_to = when, idea.contact_email
        row.told_person_id = idea.contact_person_id
        row.told_known = idea.contact_person_id is not None
    return row
