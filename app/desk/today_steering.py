"""What has to be done for the steering group: ratings that run, terms that end."""

from datetime import date

from app.core.words import count, date_short
from app.desk.todos import Todo
from app.steering import members, ratings
from app.steering.member_rules import ENDS_SOON, ends_within


def steering_todos(today: date, until: date) -> list[Todo]:
    """Everything up to ``until``, in no order. A constant number of queries."""
    return [*_ratings(today, until), *_terms(today, until)]


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
        for end in ends_within(members.other_seats(None), today, until)
    ]
