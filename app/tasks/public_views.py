"""The page of somebody who has tasks: what is open, and what they answer, without an account.

Opening the link changes nothing; a button does (T-6). Nobody sees the tasks of others.
"""

from flask import redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.language import N_, offered_languages
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.tokens import random_token
from app.minutes.task_queries import texts_out
from app.registrations.languages import language_of
from app.tasks import actions, queries, rules
from app.tasks.forms import AnswerForm

blueprint = public_blueprint("tasks_public", __name__)
NEWS = {
    "done": N_("Danke! Die Aufgabe ist als erledigt vermerkt."),
    "later": N_("Danke! Der neue Tag gilt, sobald die Geschäftsstelle zustimmt."),
    "problem": N_("Danke! Die Geschäftsstelle meldet sich bei Ihnen."),
}
"""What was just done, said on the page that follows."""


@blueprint.get("/aufgaben/<token>")
@personal_page
def index(token: str) -> Answer:
    """The own tasks, the overdue ones first, and what was done lately."""
    holder = queries.holder_behind(token)
    of_meeting(offered_languages(), language_of(holder.email))
    today = clock.today()
    tasks, done = queries.tasks_of(holder, today)
    answers = queries.answers_to([task.id for task in tasks], holder.id)
    return render_template(
        "tasks/mine.html",
        token=token,
        holder=holder,
        tasks=[(task, rules.when(task.due, None, today)) for task in tasks],
        done=done,
        texts=texts_out([*tasks, *done]),
        answers={one.entry_id: one for one in reversed(answers)},
        news=_(NEWS.get(request.args.get("neu", ""), "")),
        new_key=random_token,
    )


@blueprint.route("/aufgaben/<token>/<int:entry_id>", methods=["GET", "POST"])
@personal_page
def answer(token: str, entry_id: int) -> Answer:
    """One task: done, needs time until a day, or a problem in words."""
    holder = queries.holder_behind(token)
    of_meeting(offered_languages(), language_of(holder.email))
    task = queries.task_of(holder, entry_id)
    form = AnswerForm()
    if form.accept():
        try:
            values = form.values()
            news = "problem" if task.done_on and values.text else values.what.value
            actions.answer(token, entry_id, values, form.submit_key.data or "")
            return redirect(url_for(".index", token=token, neu=news), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "tasks/answer.html", form=form, token=token, task=task,
        words=texts_out([task])[entry_id],
        when=rules.when(task.due, task.done_on, clock.today()),
        answers=queries.answers_to([entry_id], holder.id),
    )  # fmt: skip
    return page, 422 if form.errors else 200
