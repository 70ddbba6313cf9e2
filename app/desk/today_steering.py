"""What has to be done for the steering group: ratings, terms that end, sessions, votes."""

from datetime import date, timedelta

from app.core import clock
from app.core.words import count, date_short
from app.desk.todos import Todo
from app.steering import decision_queries, members, ratings, vote_queries
from app.steering.member_rules import ENDS_SOON, ends_within
from app.steering.session_queries import coming_sessions


def steering_todos(today: date, until: date) -> list[Todo]:
    """Everything up to ``until``, in no order. A constant number of queries."""
    return [
        *_ratings(today, until),
        *_terms(today, until),
        *_sessions(today, until),
        *_votes(today, until),
        *_recommendations(today),
        *_minutes_behind(today),
    ]


def _sessions(today: date, until: date) -> list[Todo]:
    """Motions are prepared before a session; on its day roll call and votes are noted."""
    return [
        Todo(
            one.day,
            "Anwesenheit und Beschlüsse festhalten" if one.day == today else "Anträge vorbereiten",
            one.title,
            "sessions.session",
            {"meeting_id": one.id},
        )
        for one in coming_sessions(today)
        if one.day <= until
    ]


def _votes(today: date, until: date) -> list[Todo]:
    """Written votes that end soon while somebody has not voted."""
    found = []
    by_then = clock.moment_of(until + timedelta(days=1), 0, 0)
    for motion_id, deadline, wording, silent in vote_queries.ending_votes(by_then, today):
        end = clock.local(deadline).date()
        if end <= until:
            words = f"{count(silent, 'Stimme fehlt', 'Stimmen fehlen')}: schriftliche Abstimmung"
            found.append(Todo(end, words, wording[:100], "votes.vote", {"motion_id": motion_id}))
    return found


def _recommendations(today: date) -> list[Todo]:
    """What a session without quorum recommended, until there is a vote about it."""
    return [
        Todo(
            today,
            f"Empfehlung {one.number}: schriftlich abstimmen lassen",
            one.wording[:100],
            "decisions.decision",
            {"decision_id": one.id},
        )
        for one in decision_queries.waiting_recommendations()
    ]


def _minutes_behind(today: date) -> list[Todo]:
    """Released minutes that still say a decision as it was before it was corrected."""
    return [
        Todo(
            today,
            "Protokoll nachführen: Beschluss berichtigt",
            one.title,
            "minutes.edit",
            {"meeting_id": one.id},
        )
        for one in decision_queries.sessions_behind()
    ]


def _ratings(today: date, until: date) -> list[Todo]:
    """Ratings whose last day comes near, and those that can be ended at once."""
    rounds = ratings.open_rounds(today)
    far = ratings.progress([one.id for one in rounds], today) if rounds else {}
    found = []
    for one in rounds:
        missing = far[one.id].missing
        if missing and one.deadline > until:
            continue
        words = count(missing, "Bogen fehlt noch", "Bögen fehlen noch")
        found.append(
            Todo(
                one.deadline if missing else today,
                words if missing else "Bewertung beenden: Alle haben abgegeben",
                f"Bewertung „{one.title}“, letzter Tag {date_short(one.deadline)}",
                "ratings.round",
                {"round_id": one.id},
            )
        )
    return found


def _terms(today: date, until: date) -> list[Todo]:
    """Eight weeks before terms end, unless their seats are filled afterwards."""
    return [
        Todo(
            end.day - ENDS_SOON,
            f"Amtszeiten enden am {date_short(end.day)}: Nachfolge klären",
            f"{count(end.missing, 'Sitz ist', 'Sitze sind')} danach nicht besetzt",
            "steering.members",
            {},
        )
        for end in ends_within(members.terms_from(today), today, until)
    ]
