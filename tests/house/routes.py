"""The routes of the app, and an address for each."""

from app.access.guards import StaffBlueprint

TONIGHT = {"meeting_id": "evening_id"}
HALL = {"meeting_id": "hall_id"}
OTHER_NAMES = {
    "minutes.release": {"meeting_id": "reviewed_id"},
    "backlog.postpone": {"item_id": "during_item_id"},
    "series.take_out": {"meeting_id": "series_meeting_id"},
    "series_public.series": {"slug": "series_slug"},
    "feeds_public.series_dates": {"slug": "series_slug"},
    "feeds_public.series_rule": {"slug": "series_slug"},
    "feeds_public.person": {"token": "own_feed_token"},
    "feeds_public.team": {"token": "team_feed_token"},
    "feeds_public.team_with_points": {"token": "team_feed_token"},
    **{
        f"door.{page}": TONIGHT
        for page in ("index", "mark", "news", "guest", "devices", "allow_guests", "enter_paper")
    },
    **{f"live.{page}": {"meeting_id": "live_id"} for page in ("index", "press", "news")},
    "door.link": TONIGHT | {"link_id": "door_link_id"},
    "door.revoke": TONIGHT | {"link_id": "door_link_id"},
    "door.give_place": TONIGHT | {"registration_id": "waiting_id"},
    "door.rest": {"meeting_id": "yesterday_id"},
    **{
        f"door_public.{page}": {"token": "door_token"}
        for page in ("index", "mark", "news", "guest")
    },
    **{
        f"tasks.{page}": {"entry_id": "task_id", "answer_id": "task_answer_id"}
        for page in ("task", "change", "tick", "take_new_day", "note_seen", "send_again")
    },
    **{
        f"remarks.{page}": {"meeting_id": "reviewed_id"}
        for page in ("index", "hand_out", "end", "answer")
    },
    "minutes_review_public.review": {"token": "review_token"},
    "minutes_versions.revise": {"meeting_id": "minuted_id"},
    "minutes_versions.version_pdf": {"meeting_id": "minuted_id", "number": "version_number"},
    "minutes_versions.close": {"meeting_id": "again_id"},
    "tasks_public.index": {"token": "task_token"},
    "tasks_public.answer": {"token": "task_token", "entry_id": "task_id"},
    **{
        f"floor.{page}": HALL
        for page in (
            "index",
            "news",
            "let_in",
            "refuse",
            "allow_cards",
            "show",
            "new_poll",
            "poll_news",
            "close_poll",
            "interim",
            "count_paper",
            "result_pdf",
        )
    },
    **{
        f"floor.{page}": HALL | {"poll_id": "hall_draft_id"}
        for page in ("poll", "edit_poll", "open_poll", "slips", "remove_poll")
    },
    "floor.note_points": HALL | {"poll_id": "hall_closed_id"},
    "minutes_cards.index": HALL,
    "minutes_cards.take_card": HALL | {"card_id": "hall_taken_id"},
    "minutes_cards.take_result": HALL | {"poll_id": "hall_closed_id"},
    **{f"floor_public.{page}": {"slug": "hall_slug"} for page in ("card", "enter", "screen")},
    "floor_public.slip": {"code": "slip_token"},
    "floor_public.give": {"code": "slip_token"},
    "door_public.arrive": {"code": "code_token"},
    "door_public.arrived": {"code": "code_token"},
    "api_public.decision": {"number": "open_decision"},
    "oparl_public.decision_paper": {"number": "open_decision"},
    "oparl_public.organization": {"number": "open_organization_id"},
    "oparl_public.organization_meetings": {"number": "open_organization_id"},
    "oparl_public.meeting": {"number": "meeting_id"},
    "oparl_public.agenda_item": {"number": "meeting_id", "item": "open_item_id"},
    "oparl_public.decided_item": {"number": "meeting_id", "decision": "open_decision"},
    "oparl_public.consultation": {"number": "open_consultation_id"},
    "oparl_public.location": {"number": "open_place_id"},
    "meetings.tick": {"item_id": "tick_id"},
    "meetings.point": {"item_id": "tick_id"},
    "meetings.remove_point": {"item_id": "own_point_id"},
    "notes.add_entry": {"item_id": "heading_id"},
    "notes.postpone": {"item_id": "heading_id"},
    "notes.remove_heading": {"item_id": "empty_heading_id"},
    **{
        f"afterwards.{page}": {"token": "after_token"}
        for page in ("index", "contacts", "contacts_pdf")
    },
    **{
        endpoint: {"slug": "held_slug"}
        for endpoint in (
            "documentation_public.pdf",
            "feedback_public.give",
            "feedback_public.thanks",
        )
    },
    "minutes_photos_public.picture": {"slug": "held_slug", "photo_id": "held_photo_id"},
    "access_public.enter": {"token": "sign_in_token"},
    "confirming.enter": {"token": "confirmation_token"},
    "team.end_session": {"session_id": "staff_session_id"},
    "registrations_public.confirm": {"token": "confirm_token"},
    "registrations_public.accept": {"token": "offer_token"},
    "registrations_public.confirm_address": {"token": "address_token"},
    "registrations.requests": {"meeting_id": "requests_id"},
    "registrations.confirm": {"registration_id": "pending_id"},
    "registrations.let_in": {"registration_id": "waiting_id"},
    "contacts.merge": {"other_id": "other_person_id"},
    "organisations.merge": {"other_id": "other_organisation_id"},
    "contacts_public.unsubscribe": {"token": "unsubscribe_token"},
    "contacts_public.come_back": {"token": "unsubscribe_token"},
    **{
        f"mailings_public.{page}": {"token": "invitation_token"}
        for page in ("invitation", "register", "decline")
    },
    "pitches_public.edit": {"token": "pitch_token"},
    "pitches_public.saved": {"token": "pitch_token"},
    "pitches_public.withdraw": {"token": "pitch_token"},
    "pitches_public.presenters": {"token": "pitch_token"},
    "pitches_public.remove_presenter": {"token": "pitch_token"},
    "pitches_public.read": {"token": "reader_token"},
    "pitches_public.leave": {"token": "reader_token"},
}
OTHER_NAMES |= {
    f"support.{page}": {"entry_id": "support_entry_id"} for page in ("entry", "remove", "follow_up")
}
OTHER_NAMES |= {
    "privacy.edit_text": {"kind": "legal_kind"},
    "privacy.version": {"kind": "legal_kind", "number": "legal_number"},
}
RIGHTS_ROW = {"table": "rights_table", "row_id": "rights_row_id", "kind": "rights_kind"}
OTHER_NAMES |= {f"rights.{page}": RIGHTS_ROW for page in ("person", "take", "erase")}
OTHER_NAMES |= {
    f"rights_public.{page}": {"token": "data_token", "kind": "rights_kind"}
    for page in ("link", "data", "take", "decide", "erase")
}
OTHER_NAMES |= {
    f"rights_public.{page}": {"page": "rights_page", "token": "rights_token"}
    for page in ("own", "decide_own")
}
OTHER_NAMES |= {"support_cases.reopen": {"case_id": "closed_case_id"}}
OTHER_NAMES |= {f"projects.{page}": {"number": "project_number"} for page in ("send_link", "ask")}
TOLD = ("idea_notices.notice", "idea_notices.drop")
OTHER_NAMES |= {page: {"number": "told_number"} for page in TOLD}
OTHER_NAMES |= {
    "projects.news_seen": {"number": "project_number", "news_id": "project_news_id"},
    "projects.draft": {"number": "project_number", "draft_id": "project_draft_id"},
    "projects.supporter_seen": {"number": "untold_number", "supporter_id": "untold_id"},
    "projects.remove_supporter": {
        "number": "project_number",
        "supporter_id": "project_supporter_id",
    },
    **{
        f"projects_public.{page}": {"token": "project_token"}
        for page in ("project", "answer", "edit")
    },
    "projects_public.joining": {"token": "project_waiting_token"},
    "projects_public.leave": {"token": "project_there_token"},
}
OTHER_NAMES |= {
    **{f"matching.{page}": {"card_id": "match_card_id"} for page in ("card", "change", "close")},
    "matching.accept": {"card_id": "match_held_id"},
    "matching.reopen": {"card_id": "match_closed_id"},
    "mediations.settle": {"mediation_id": "passed_mediation_id"},
    "matching_public.card": {"token": "match_card_token"},
    "matching_public.act": {"token": "match_card_token"},
    "matching_public.contact": {"token": "match_contact_token"},
}
OTHER_NAMES |= {
    "steering.remove_member": {"member_id": "unused_member_id"},
    **{f"ratings.{page}": {"round_id": "over_round_id"} for page in ("table", "result_pdf")},
    **{f"ratings_public.{page}": {"token": "rating_token"} for page in ("sheet", "reopen")},
}
SESSION = {"meeting_id": "session_id"}
OTHER_NAMES |= {
    **{f"sessions.{page}": SESSION for page in ("session", "roll_call", "new_motion")},
    **{
        f"sessions.{page}": SESSION | {"motion_id": "session_motion_id"}
        for page in ("motion", "withdraw", "move", "decide")
    },
    **{
        f"votes.{page}": {"motion_id": "vote_id"} for page in ("vote", "cast", "let_vote", "cancel")
    },
    "steering_public.vote": {"token": "ballot_token"},
    "steering_public.idea_pdf": {"token": "ballot_token", "number": "ballot_idea"},
}
OTHER_NAMES |= {f"tables.{page}": {"meeting_id": "plan_meeting_id"} for page in ("index", "new")}
OTHER_NAMES |= {
    **{
        f"remix.{page}": {"plan_id": "evening_plan_id"}
        for page in (
            "take_back",
            "show",
            "at_evening",
            "mix",
            "give_seat",
            "leave_early",
            "cards_given",
            "undo",
            "agenda_rounds",
            "write_rounds",
        )
    },
    "seats.take_back": {"plan_id": "evening_plan_id"},
    **{f"seating.{page}": {"plan_id": "searched_plan_id"} for page in ("progress", "stop")},
    **{f"seating_papers.{page}": {"plan_id": "evening_plan_id"} for page in ("document", "table")},
    "tables_public.own": {"token": "seated_token"},
}
OTHER_NAMES |= {
    "desk.publish": {"meeting_id": "draft_id"},
    "desk.resend": {"message_id": "failed_id"},
    "registrations.announce": {"meeting_id": "elsewhere_id"},
    "mailings.plan_again": {"mailing_id": "skipped_id"},
    "ideas.move": {"number": "moving_number"},
    "sessions.move": SESSION | {"motion_id": "second_motion_id"},
    "ratings.end": {"round_id": "full_round_id"},
    "ratings_public.reopen": {"token": "handed_in_token"},
    "contacts_public.come_back": {"token": "gone_token"},
    "registrations_public.come_back": {"token": "left_token"},
    "feeds_public.make": {"token": "stays_token"},
}
PITCHED = {"meeting_id": "pitched_id"}
PRESENTED = {"meeting_id": "presented_id", "pitch_id": "presented_pitch_id"}
CHANGING = {"meeting_id": "changing_id"}
OTHER_NAMES |= {f"pitches.{page}": PITCHED for page in ("decisions", "times")}
OTHER_NAMES |= {
    "pitches.shift": PITCHED | {"pitch_id": "placed_pitch_id"},
    "pitches.undo": PITCHED | {"pitch_id": "decided_pitch_id"},
    "pitches.presented": {"meeting_id": "presented_id"},
    "pitches.not_presented": PRESENTED,
    "ideas.from_pitch": PRESENTED,
}
OTHER_NAMES |= {
    "agenda.take_back": CHANGING,
    "agenda_publishing.publish": CHANGING,
    "backlog.add_reports": CHANGING,
    "minutes_versions.take_agenda_news": CHANGING,
    "backlog.from_kit": {"meeting_id": "empty_id"},
    "backlog.remove_report": CHANGING | {"item_id": "reporting_id"},
    "backlog.take_up": {"topic_id": "dropped_topic_id"},
    "minutes.open": {"meeting_id": "evening_id"},
    "floor.close_poll": HALL | {"poll_id": "poll_id"},
    "floor.interim": HALL | {"poll_id": "poll_id"},
}
FREE = {"static", "assets"}
NOT_READY = {"health_public.ready"}
"""The tables of tests have no version: 503 is the right answer there."""


def rules(app, method, staff):
    """The rules of the team's pages, or of all other ones, that answer to this method."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in rule.methods
        and rule.endpoint not in FREE
        and isinstance(app.blueprints.get(rule.endpoint.rpartition(".")[0]), StaffBlueprint)
        is staff
    ]


def address(app, rule, world, **instead):
    """The URL of a rule in this world; ``instead``: other values for its parameters."""
    names = OTHER_NAMES.get(rule.endpoint, {})
    values = {name: world[names.get(name, name)] for name in rule.arguments} | instead
    with app.test_request_context():
        return app.url_for(rule.endpoint, **values)
