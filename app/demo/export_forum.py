"""The part of the export that belongs to no meeting: ideas, support, steering group, report."""

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.pdf_files import Document
from app.desk import documents, memory, overview
from app.desk.periods import year_up_to
from app.desk.report import report
from app.desk.reporting import report_blocks
from app.ideas import documents as idea_documents
from app.ideas.models import Idea
from app.ideas.queries import RegisterFilter, register
from app.ideas.rules import RESTING
from app.matching import mails as matching_mails
from app.matching.documents import board_document
from app.matching.models import MatchCard, MediationSide
from app.outbox.letter import Letter
from app.projects import mails as project_mails
from app.projects.models import Supporter
from app.steering import decision_documents, vote_mails
from app.steering.decision_queries import DecisionFilter, whole_list
from app.steering.member_documents import members_document
from app.steering.members import members_on
from app.steering.models import Ballot, Motion
from app.steering.rules import MotionState
from app.support import documents as support_documents
from app.support import mails as support_mails
from app.support.listing import LogFilter, whole_log
from app.support.models import Funding, SupportCase

Made = tuple[str, Document, str]
Table = tuple[str, bytes, str]


def forum_papers() -> Iterator[Made]:
    """(file name without its ending, document, what it is) of everything on paper."""
    today = clock.today()
    period = year_up_to(today)
    found = report(period, today)
    public = overview.public_projects()
    examples = [idea.number for idea in public[:3]]
    blocks = report_blocks(found, public, examples, "", today)
    yield "kennzahlen", documents.sheet_document(found), "Kennzahlenblatt des Jahres"
    yield "bericht", documents.report_document(period, blocks), "Bericht für den Ausschuss"
    everything = memory.whole_memory(memory.MemoryFilter(public=True))
    yield "was-wurde-aus", documents.memory_document(everything, today), "Was wurde aus …"
    decided = whole_list(DecisionFilter())
    paper = decision_documents.decision_list_document(decided, today, "")
    yield "beschluesse", paper, "Alle Beschlüsse"
    yield "mitglieder", members_document(members_on(today), today), "Mitglieder des Lenkungskreises"
    yield "suche-und-biete", board_document(), "Offene Karten zum Aushängen"


def forum_tables() -> Iterator[Table]:
    """(file name, bytes, what it is) of every list."""
    ideas = register(RegisterFilter(sort="nummer"))
    decided, log = whole_list(DecisionFilter()), whole_log(LogFilter())
    remembered = memory.whole_memory(memory.MemoryFilter())
    for name, csv, xlsx, what in (
        ("ideenspeicher", idea_documents.ideas_csv(ideas), idea_documents.ideas_xlsx(ideas),
         "Alle Ideen"),
        ("beschluesse", decision_documents.decisions_csv(decided),
         decision_documents.decisions_xlsx(decided), "Alle Beschlüsse"),
        ("unterstuetzung", support_documents.log_csv(log), support_documents.log_xlsx(log),
         "Alles, was die Geschäftsstelle für Projekte getan hat"),
    ):  # fmt: skip
        yield f"{name}.csv", csv, f"{what}, CSV für Excel"
        yield f"{name}.xlsx", xlsx, f"{what}, Arbeitsmappe"
    yield "was-wurde-aus.csv", memory.memory_csv(remembered), "Was wurde aus …, CSV für Excel"


def forum_letters() -> Iterator[Letter]:
    """One of each mail that belongs to no meeting, as far as the year has a case for it."""
    made = chain(_of_projects(), _of_support(), _of_cards(), _of_votes())
    yield from (letter for letter in made if letter.to)


def _of_projects() -> Iterator[Letter]:
    supporter = db.session.scalars(select(Supporter).order_by(Supporter.id)).first()
    if supporter:
        yield project_mails.link_letter(supporter.idea, "export")
        yield project_mails.confirm_letter(supporter, "export", known=False)
        yield project_mails.joined_letter(supporter)
        yield project_mails.left_letter(supporter)


def _of_support() -> Iterator[Letter]:
    case = db.session.scalars(select(SupportCase).order_by(SupportCase.id)).first()
    if case:
        yield support_mails.taken_letter(case, case.worker, case.due)
        yield support_mails.closed_letter(case, "Der Kontakt ist hergestellt.")
    funding = db.session.scalars(select(Funding).order_by(Funding.number)).first()
    idea = db.session.scalars(select(Idea).where(Idea.state.not_in(RESTING))).first()
    if funding and idea:
        yield support_mails.funding_letter(funding, idea, ["gleiches Handlungsfeld"])


def _of_cards() -> Iterator[Letter]:
    card = db.session.scalars(select(MatchCard).order_by(MatchCard.id)).first()
    side = db.session.scalars(select(MediationSide).order_by(MediationSide.id)).first()
    if card:
        yield matching_mails.confirm_letter(card)
        yield matching_mails.news_letter(card, "export", lambda: "Ihre Karte steht jetzt im Netz.")
    if side:
        yield matching_mails.ask_letter(side)
        yield matching_mails.passed_letter(side)


def _of_votes() -> Iterator[Letter]:
    motion = db.session.scalars(select(Motion).where(Motion.state == MotionState.OPEN)).first()
    ballots = select(Ballot).where(Ballot.motion_id == motion.id) if motion else None
    for ballot in db.session.scalars(ballots.order_by(Ballot.id)) if ballots is not None else ():
        person = ballot.member.person if motion and ballot.member else None
        if motion and person and person.email:
            yield vote_mails.ask(ballot, motion, person)
            yield vote_mails.remind(ballot, motion, person)
            yield vote_mails.tell_end(ballot, motion, person, "Der Antrag ist angenommen.")
            return
