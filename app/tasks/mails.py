"""The one mail to a responsible person: only their own tasks, with the link to answer."""

from collections.abc import Collection

from app.core.links import link_to
from app.kits.schema import Purpose
from app.kits.spoken import told_in
from app.kits.vocabulary import PLACEHOLDERS
from app.meetings.mails import letter_from, words_for
from app.minutes.task_queries import texts_out
from app.outbox.letter import Letter
from app.registrations.languages import language_of
from app.tasks.models import TaskHolder
from app.tasks.queries import Standing, token_of
from app.tasks.rules import task_lines


def tasks_letter(
    standing: Standing, holder: TaskHolder, purpose: Purpose, new: Collection[int], key: str
) -> Letter:
    """All open tasks of one person. ``new``: ids of those that no mail told of before.

    The words are those of the kit of the meeting that the newest of them comes from.
    """
    told = [task for task in standing.tasks if task.id in new] or standing.tasks
    meeting = max((task.item.minutes.meeting for task in told), key=lambda one: (one.day, one.id))
    who = standing.who
    with told_in(language_of(who.email), meeting.kit_id, meeting.kit.mail(purpose)) as text:
        words = dict.fromkeys(PLACEHOLDERS, "") | words_for(meeting)
        own = {
            "name": who.name,
            "aufgaben": task_lines(standing.tasks, new, standing.today, texts_out(standing.tasks)),
            "aufgaben_link": link_to("tasks_public.index", token=token_of(holder)),
        }
        return letter_from(
            text,
            words | own,
            key=key,
            kind=purpose,
            to=who.email,
            to_name=who.name,
            topic=f"tasks:{holder.id}",
        )
