"""Two tables of steps that want a second look, or a person who has just proved who it is."""

FRESH = frozenset(
    {
        "contacts.erase",
        "contacts.export",
        "organisations.export",
        "pitches.export",
        "privacy.edit_text",
        "registrations.erase",
        "registrations.export",
        "rights.erase",
        "rights.take",
        "team.new",
        "team.member",
        "team.remove",
    }
)
"""Steps with which a stranger at an open screen could do most harm: for them a sign-in must be
fresh (``site.fresh_minutes``), otherwise the person confirms who it is. Guards ask this table;
a form that was sent too late is kept on the page that asks."""

SECOND_LOOK = frozenset(
    {
        "calendars.remove",
        "contacts.erase",
        "contacts.merge",
        "floor.remove_poll",
        "mailings.send",
        "meetings.remove_venue",
        "merging.merge",
        "organisations.merge",
        "registrations.call_off",
        "registrations.erase",
        "rights.erase",
        "series.end",
        "support.remove",
        "tables.delete",
        "team.remove",
    }
)
"""Steps that delete, mail many or cannot be taken back: a page or a box says first what they touch
and how much, and has a button for this alone. A house test opens each of them."""
