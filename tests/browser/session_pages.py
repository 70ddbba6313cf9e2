"""The pages of sessions, decisions and written votes, as ``pages.Page`` takes them."""

from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db
from app.meetings.queries import meeting_by_id
from app.steering.models import Ballot, Decision, Motion
from app.steering.session_queries import roll_call
from app.steering.vote_queries import token_of
from tests.steering import decisions as make

OFFICE, STEERING = Role.OFFICE, Role.STEERING
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützen" * 4


def session_world():
    """A session in its midst, one without quorum, and the written votes of the year."""
    fresh, full = make.a_session(title="Sitzung am Anfang"), make.a_session(title="Sitzung")
    members = [seat.member_id for seat in roll_call(meeting_by_id(full)).seats if seat.voting]
    make.call_roll(full, *members[:2], excused=members[2:3])
    first = make.a_motion(full, make.in_review("Für die Sitzung"), wording=f"{LONG} wird geprüft.")
    make.a_motion(full, kind="report", wording="Der Bericht wird gebilligt.")
    weak = make.decided(full, make.a_motion(full, make.in_review("Empfohlen")), 2)
    make.call_roll(full, *members)
    running = db.session.scalar(select(Motion.id).where(Motion.state == "open"))
    silent = select(Ballot).where(Ballot.motion_id == running, Ballot.choice.is_(None))
    closed = select(Motion.id).where(Motion.meeting_id.is_(None), Motion.state == "decided")
    return {
        "fresh_session": fresh,
        "session": full,
        "motion": first,
        "weak": weak,
        "dropped": db.session.scalar(select(Decision.id).filter_by(number="LK-2027-13")),
        "vote": running,
        "vote_over": db.session.scalars(closed).first(),
        "ballot": token_of(db.session.scalars(silent).first()),
    }


def press(label):
    def act(page):
        page.get_by_role("button", name=label, exact=True).first.click()

    return act


SESSION, LIST = "/buero/treffen/{session}/sitzung", "/buero/lenkungskreis/beschluesse"
VOTES = "/buero/lenkungskreis/abstimmungen"
SESSION_PAGES = (
    ("session-fresh", "/buero/treffen/{fresh_session}/sitzung", None, OFFICE),
    ("session", SESSION, None, OFFICE),
    ("session-steering", SESSION, None, STEERING),
    ("session-motion", f"{SESSION}/antraege/{{motion}}", None, OFFICE),
    ("session-motion-errors", f"{SESSION}/antraege/neu", press("Antrag speichern"), OFFICE),
    ("session-decide", f"{SESSION}/antraege/{{motion}}/beschluss", None, OFFICE),
    ("session-decide-errors", f"{SESSION}/antraege/{{motion}}/beschluss",
     press("Ergebnis speichern"), OFFICE),
    ("decisions", LIST, None, OFFICE),
    ("decisions-none", f"{LIST}?suche=nichts", None, STEERING),
    ("decision", f"{LIST}/{{dropped}}", None, STEERING),
    ("decision-weak", f"{LIST}/{{weak}}", None, OFFICE),
    ("decision-correct", f"{LIST}/{{dropped}}/berichtigen",
     press("Berichtigung speichern"), OFFICE),
    ("votes", VOTES, None, OFFICE),
    ("vote-new", f"{VOTES}/neu", press("Abstimmung eröffnen"), OFFICE),
    ("vote", f"{VOTES}/{{vote}}", None, OFFICE),
    ("vote-steering", f"{VOTES}/{{vote}}", None, STEERING),
    ("vote-over", f"{VOTES}/{{vote_over}}", None, STEERING),
    ("ballot", "/abstimmung/{ballot}", None, None),
    ("ballot-errors", "/abstimmung/{ballot}", press("Stimme abgeben"), None),
)  # fmt: skip
