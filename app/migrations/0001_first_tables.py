"""The first tables."""

import sqlalchemy as sa
from alembic import op

from app.core.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = ("default",)
depends_on = None


def upgrade() -> None:
    """Go forward; must work on SQLite and PostgreSQL, with data."""
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attempt_who"), "attempt", ["who"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_table(
        "backlog_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("expected_result", sa.Text(), nullable=False),
        sa.Column("pitch_slots", sa.Integer(), nullable=False),
        sa.Column("circle", sa.String(length=60), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("dropped", sa.String(length=300), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog_item")),
        sa.UniqueConstraint("item_id", name=op.f("uq_backlog_item_item_id")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_backlog_item_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("end", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calendar_day_start"), "calendar_day", ["start"], unique=False)
    op.create_table(
        "consent_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_wording")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_consent_wording_kind_number")),
        sa.UniqueConstraint("kind", "text", name=op.f("uq_consent_wording_kind_text")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("proof", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_import")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_contact_import_created_at"), "contact_import", ["created_at"], unique=False
    )
    op.create_table(
        "erased_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_subject")),
        sa.UniqueConstraint("digest", name=op.f("uq_erased_subject_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foretold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foretold")),
        sa.UniqueConstraint("week", name=op.f("uq_foretold_week")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgotten")),
        sa.UniqueConstraint("day", "rule", name=op.f("uq_forgotten_day_rule")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "funding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.String(length=200), nullable=False),
        sa.Column("eligible", sa.String(length=300), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("rhythm", sa.String(length=300), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding")),
        sa.UniqueConstraint("number", name=op.f("uq_funding_number")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_funding_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_funding_deadline"), "funding", ["deadline"], unique=False)
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "legal_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_text")),
        sa.UniqueConstraint(
            "kind", "language", "number", name=op.f("uq_legal_text_kind_language_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mailbox_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=400), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("fault_since", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailbox_mark")),
        sa.UniqueConstraint("place", name=op.f("uq_mailbox_mark_place")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.String(length=420), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=False),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("last_answer", sa.String(length=300), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_message_created_at"), "message", ["created_at"], unique=False)
    op.create_index("ix_message_due", "message", ["state", "not_before"], unique=False)
    op.create_index(op.f("ix_message_sent_at"), "message", ["sent_at"], unique=False)
    op.create_index(op.f("ix_message_topic"), "message", ["topic"], unique=False)
    op.create_table(
        "node",
        sa.Column("host", sa.String(length=100), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("ahead_seconds", sa.Double(), nullable=False),
        sa.Column("key_mark", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("host", "part", name=op.f("pk_node")),
        sqlite_autoincrement=False,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=320), nullable=False),
        sa.Column("sector", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_organisation_sort_key"), "organisation", ["sort_key"], unique=False)
    op.create_table(
        "rating_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_round")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_rating_round_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seat_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_objection")),
        sa.UniqueConstraint("digest", name=op.f("uq_seat_objection_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(length=600), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sa.UniqueConstraint("subject", name=op.f("uq_staff_subject")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("stop", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("accessible_toilet", sa.Boolean(), nullable=True),
        sa.Column("hearing_loop", sa.Boolean(), nullable=True),
        sa.Column("wired_internet", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
        sa.UniqueConstraint("name", name=op.f("uq_venue_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "foreign_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("refused_number", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["venue_id"],
            ["venue.id"],
            name=op.f("fk_foreign_calendar_venue_id_venue"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_calendar")),
        sa.UniqueConstraint("name", name=op.f("uq_foreign_calendar_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_foreign_calendar_venue_id"), "foreign_calendar", ["venue_id"], unique=False
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("kit_id", sa.String(length=60), nullable=False),
        sa.Column("recipe_digest", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=300), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("online_url", sa.String(length=500), nullable=False),
        sa.Column("dial_in", sa.String(length=200), nullable=False),
        sa.Column("seating", sa.String(length=10), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("online_capacity", sa.Integer(), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("registration_opens", sa.Date(), nullable=False),
        sa.Column("registration_closes", sa.Date(), nullable=False),
        sa.Column("pitch_deadline", sa.Date(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("call_off_reason", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("calendar_changed_at", UtcDateTime(), nullable=False),
        sa.Column("next_queue_number", sa.Integer(), nullable=False),
        sa.Column("seats_shown", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_meeting_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("slug", name=op.f("uq_meeting_slug")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_meeting_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_meeting_day"), "meeting", ["day", "state", "listed"], unique=False)
    op.create_index(op.f("ix_meeting_venue_id"), "meeting", ["venue_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=402), nullable=False),
        sa.Column("academic_title", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("sector", sa.String(length=30), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("interests", sa.JSON(), nullable=False),
        sa.Column("no_photo", sa.Boolean(), nullable=False),
        sa.Column("invitations", sa.Boolean(), nullable=False),
        sa.Column("contact_list", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=400).with_variant(sa.String(length=400, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("unsubscribe_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["person.id"],
            name=op.f("fk_person_merged_into_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_person_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_email_key"), "person", ["email_key"], unique=False)
    op.create_index(op.f("ix_person_invitations"), "person", ["invitations"], unique=False)
    op.create_index(
        "ix_person_merged",
        "person",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_person_name_key"), "person", ["name_key"], unique=False)
    op.create_index(
        op.f("ix_person_organisation_id"),
        "person",
        ["organisation_id", "merged_into_id"],
        unique=False,
    )
    op.create_index(op.f("ix_person_sort_key"), "person", ["sort_key"], unique=False)
    op.create_index(
        op.f("ix_person_unsubscribe_digest"), "person", ["unsubscribe_digest"], unique=False
    )
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title_pattern", sa.String(length=200), nullable=False),
        sa.Column("kit_id", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("rule_from", sa.Date(), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("begins", sa.Time(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("calendar_changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_series_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_series_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_series_venue_id"), "series", ["venue_id"], unique=False)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_session_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "venue_fault",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("known_since", sa.Date(), nullable=False),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_venue_fault_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_fault")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_venue_fault_venue_id"), "venue_fault", ["venue_id"], unique=False)
    op.create_table(
        "venue_seating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("seating", sa.String(length=10), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.id"], name=op.f("fk_venue_seating_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue_seating")),
        sa.UniqueConstraint("venue_id", "seating", name=op.f("uq_venue_seating_venue_id_seating")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("parallel", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("expected_result", sa.Text(), nullable=False),
        sa.Column("pitch_slots", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint(
            "meeting_id", "submit_key", name=op.f("uq_agenda_item_meeting_id_submit_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_table(
        "agenda_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_role_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_role")),
        sa.UniqueConstraint("meeting_id", "title", name=op.f("uq_agenda_role_meeting_id_title")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "agenda_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_step_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agenda_step_meeting_id"), "agenda_step", ["meeting_id"], unique=False)
    op.create_table(
        "backlog_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("postponed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_backlog_place_meeting_id_meeting"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["backlog_item.id"], name=op.f("fk_backlog_place_topic_id_backlog_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog_place")),
        sa.UniqueConstraint("item_id", name=op.f("uq_backlog_place_item_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_backlog_place_topic_id"), "backlog_place", ["topic_id"], unique=False)
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("day_offset", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(length=30), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("assigned_to", sa.String(length=200), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_checklist_item_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_checklist_item_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_checklist_item_meeting_id"), "checklist_item", ["meeting_id"], unique=False
    )
    op.create_index(
        "ix_checklist_item_open",
        "checklist_item",
        ["due", "meeting_id", "assigned_to"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_consent_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"],
            ["consent_wording.id"],
            name=op.f("fk_consent_wording_id_consent_wording"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consent_person_id"), "consent", ["person_id"], unique=False)
    op.create_table(
        "contact_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("question", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["contact_import.id"],
            name=op.f("fk_contact_import_row_import_id_contact_import"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_contact_import_row_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_import_row")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_contact_import_row_person_id"), "contact_import_row", ["person_id"], unique=False
    )
    op.create_index(
        "ix_contact_import_row_verdict",
        "contact_import_row",
        ["import_id", "verdict", "number"],
        unique=False,
    )
    op.create_table(
        "data_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.String(length=402), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_data_link_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_data_link_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_data_link_ends_at"), "data_link", ["ends_at"], unique=False)
    op.create_index(op.f("ix_data_link_person_id"), "data_link", ["person_id"], unique=False)
    op.create_table(
        "door_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_door_link_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_link")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_door_link_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_door_link_digest"), "door_link", ["digest"], unique=False)
    op.create_index(op.f("ix_door_link_meeting_id"), "door_link", ["meeting_id"], unique=False)
    op.create_table(
        "door_setting",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("more_guests", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_door_setting_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_door_setting")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("good", sa.Text(), nullable=False),
        sa.Column("better", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_feedback_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_feedback_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feedback_meeting_id"), "feedback", ["meeting_id"], unique=False)
    op.create_table(
        "foreign_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("begins_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("busy", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["foreign_calendar.id"],
            name=op.f("fk_foreign_event_calendar_id_foreign_calendar"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_foreign_event_calendar_id"), "foreign_event", ["calendar_id"], unique=False
    )
    op.create_index(
        op.f("ix_foreign_event_first_day"), "foreign_event", ["first_day"], unique=False
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("registered_at", UtcDateTime(), nullable=True),
        sa.Column("declined_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_invitation_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_invitation_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "meeting_id", "person_id", name=op.f("uq_invitation_meeting_id_person_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_invitation_digest"), "invitation", ["digest"], unique=False)
    op.create_index(op.f("ix_invitation_person_id"), "invitation", ["person_id"], unique=False)
    op.create_table(
        "live_press",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=6), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("pressed_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_live_press_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_press")),
        sa.UniqueConstraint("key", name=op.f("uq_live_press_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_live_press_meeting_id_id", "live_press", ["meeting_id", "id"], unique=False)
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kit_mail", sa.String(length=60), nullable=False),
        sa.Column("purpose", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("day_offset", sa.Integer(), nullable=True),
        sa.Column("fixed_day", sa.Date(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_mailing_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mailing_meeting_id"), "mailing", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_mailing_state"), "mailing", ["state"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("began", sa.Time(), nullable=False),
        sa.Column("ended", sa.Time(), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("keeper", sa.String(length=200), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("quorum", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("review_until", sa.Date(), nullable=True),
        sa.Column("agenda_seen", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "motion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("agenda_item", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("deadline", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("recommendation_id", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_motion_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_motion_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_motion_meeting_id"), "motion", ["meeting_id"], unique=False)
    op.create_table(
        "person_label",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_label_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_label")),
        sa.UniqueConstraint("person_id", "label", name=op.f("uq_person_label_person_id_label")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_label_label"), "person_label", ["label"], unique=False)
    op.create_table(
        "pitch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("seeking", sa.Text(), nullable=False),
        sa.Column("action_field", sa.String(length=10), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("told_day", sa.Date(), nullable=True),
        sa.Column("told_time", sa.Time(), nullable=True),
        sa.Column("told_number", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("state_changed_at", UtcDateTime(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("edit_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_pitch_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_pitch_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pitch_edit_digest"), "pitch", ["edit_digest"], unique=False)
    op.create_index(op.f("ix_pitch_meeting_id"), "pitch", ["meeting_id"], unique=False)
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("points_each", sa.Integer(), nullable=False),
        sa.Column("most_each", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("interim", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_poll_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_poll_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_poll_meeting_id"), "poll", ["meeting_id"], unique=False)
    op.create_table(
        "print_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=3), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("doing", sa.String(length=200), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("for_office", sa.Boolean(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_print_job_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_print_job_meeting_id"), "print_job", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_print_job_state"), "print_job", ["state"], unique=False)
    op.create_table(
        "published_agenda",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_published_agenda_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_agenda")),
        sa.UniqueConstraint(
            "meeting_id", "number", name=op.f("uq_published_agenda_meeting_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=402), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("new_email", sa.String(length=320), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=30), nullable=False),
        sa.Column("no_photo", sa.Boolean(), nullable=False),
        sa.Column("on_contact_list", sa.Boolean(), nullable=False),
        sa.Column("wants_invitations", sa.Boolean(), nullable=False),
        sa.Column("access_needs", sa.Text(), nullable=False),
        sa.Column("needs_told_at", UtcDateTime(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("forgotten_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("queue_number", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("participation", sa.String(length=10), nullable=False),
        sa.Column("attendance", sa.String(length=8), nullable=False),
        sa.Column("office_note", sa.Text(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("state_changed_at", UtcDateTime(), nullable=False),
        sa.Column("offer_expires_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("link_key", sa.String(length=27), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("confirm_digest", sa.String(length=64), nullable=False),
        sa.Column("manage_digest", sa.String(length=64), nullable=False),
        sa.Column("after_digest", sa.String(length=64), nullable=False),
        sa.Column("uid", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sent_stamp", UtcDateTime(), nullable=True),
        sa.Column("sent_picture", sa.Text(), nullable=False),
        sa.Column("partstat", sa.String(length=12), nullable=False),
        sa.Column("thread_id", sa.String(length=200), nullable=False),
        sa.Column("reply_sequence", sa.Integer(), nullable=False),
        sa.Column("reply_stamp", UtcDateTime(), nullable=True),
        sa.Column("reply_comment", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("organisation_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_registration_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_registration_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_registration_submit_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_registration_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_registration_address_digest"), "registration", ["address_digest"], unique=False
    )
    op.create_index(
        op.f("ix_registration_after_digest"), "registration", ["after_digest"], unique=False
    )
    op.create_index(
        op.f("ix_registration_confirm_digest"), "registration", ["confirm_digest"], unique=False
    )
    op.create_index(
        "ix_registration_declined",
        "registration",
        ["meeting_id"],
        unique=False,
        sqlite_where=sa.text("partstat = 'DECLINED'"),
        postgresql_where=sa.text("partstat = 'DECLINED'"),
    )
    op.create_index(
        op.f("ix_registration_manage_digest"), "registration", ["manage_digest"], unique=False
    )
    op.create_index(
        "ix_registration_meeting_state",
        "registration",
        ["meeting_id", "state", "source", "participation", "attendance", "sector"],
        unique=False,
    )
    op.create_index(
        "ix_registration_needs_wait",
        "registration",
        ["meeting_id"],
        unique=False,
        sqlite_where=sa.text("access_needs <> '' AND office_note = ''"),
        postgresql_where=sa.text("access_needs <> '' AND office_note = ''"),
    )
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"], unique=False)
    op.create_index(
        "ix_registration_present",
        "registration",
        ["email_key", "name_key", "meeting_id"],
        unique=False,
        sqlite_where=sa.text("attendance = 'present'"),
        postgresql_where=sa.text("attendance = 'present'"),
    )
    op.create_index(
        "uq_registration_live",
        "registration",
        ["meeting_id", "email_key", "name_key"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')"
        ),
        postgresql_where=sa.text(
            "state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')"
        ),
    )
    op.create_table(
        "seating_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("included", sa.String(length=9), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("with_sectors", sa.Boolean(), nullable=False),
        sa.Column("with_organisations", sa.Boolean(), nullable=False),
        sa.Column("with_interests", sa.Boolean(), nullable=False),
        sa.Column("with_memory", sa.Boolean(), nullable=False),
        sa.Column("round_items", sa.JSON(), nullable=False),
        sa.Column("rounds_held", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("search", sa.String(length=7), nullable=False),
        sa.Column("search_seconds", sa.Double(), nullable=False),
        sa.Column("claim", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("afresh", sa.Boolean(), nullable=False),
        sa.Column("keep_cards", sa.Boolean(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("trials", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.Double(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=False),
        sa.Column("worsened", sa.Boolean(), nullable=False),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_seating_plan_meeting_id_meeting"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seating_plan")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_seating_plan_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_seating_plan_meeting_id"), "seating_plan", ["meeting_id"], unique=False
    )
    op.create_index(op.f("ix_seating_plan_search"), "seating_plan", ["search"], unique=False)
    op.create_table(
        "series_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rule_day", sa.Date(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_series_meeting_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_meeting_series_id_series")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_meeting")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_series_meeting_meeting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_series_meeting_series_id"), "series_meeting", ["series_id"], unique=False
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_session.id"],
            name=op.f("fk_sign_in_link_session_id_staff_session"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_sign_in_link_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_in_link_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "steering_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("function", sa.String(length=100), nullable=False),
        sa.Column("voting", sa.Boolean(), nullable=False),
        sa.Column("term_from", sa.Date(), nullable=False),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deputy_id"],
            ["person.id"],
            name=op.f("fk_steering_member_deputy_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_steering_member_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steering_member")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_steering_member_deputy_id"), "steering_member", ["deputy_id"], unique=False
    )
    op.create_index(
        op.f("ix_steering_member_person_id"), "steering_member", ["person_id"], unique=False
    )
    op.create_table(
        "task_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=700), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=401), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_task_holder_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_holder")),
        sa.UniqueConstraint("key", name=op.f("uq_task_holder_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_holder_digest"), "task_holder", ["digest"], unique=False)
    op.create_index(op.f("ix_task_holder_person_id"), "task_holder", ["person_id"], unique=False)
    op.create_table(
        "agenda_pitch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_pitch_item_id_agenda_item")
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitch.id"], name=op.f("fk_agenda_pitch_pitch_id_pitch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_pitch")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_agenda_pitch_item_id_position")),
        sa.UniqueConstraint("pitch_id", name=op.f("uq_agenda_pitch_pitch_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=True),
        sa.Column("by_deputy", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["steering_member.id"], name=op.f("fk_ballot_member_id_steering_member")
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["motion.id"],
            name=op.f("fk_ballot_motion_id_motion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("motion_id", "member_id", name=op.f("uq_ballot_motion_id_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ballot_digest"), "ballot", ["digest"], unique=False)
    op.create_index(op.f("ix_ballot_member_id"), "ballot", ["member_id"], unique=False)
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("pressed_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("door_link_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["door_link_id"], ["door_link.id"], name=op.f("fk_check_in_door_link_id_door_link")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_check_in_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_check_in_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("key", name=op.f("uq_check_in_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_check_in_meeting_id_id", "check_in", ["meeting_id", "id"], unique=False)
    op.create_index(
        op.f("ix_check_in_registration_id"), "check_in", ["registration_id"], unique=False
    )
    op.create_table(
        "feed_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_feed_link_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_feed_link_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_link")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_feed_link_registration_id")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_feed_link_staff_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_feed_link_digest"), "feed_link", ["digest"], unique=False)
    op.create_table(
        "idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running_number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("action_field", sa.String(length=10), nullable=False),
        sa.Column("second_field", sa.String(length=10), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=400), nullable=False),
        sa.Column("contact_email", sa.String(length=320), nullable=False),
        sa.Column("contact_public", sa.Boolean(), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("contact_person_id", sa.Integer(), nullable=True),
        sa.Column("contact_known", sa.Boolean(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("seeking", sa.Text(), nullable=False),
        sa.Column("offering", sa.Text(), nullable=False),
        sa.Column("support_kinds", sa.JSON(), nullable=False),
        sa.Column("support_minutes", sa.Integer(), nullable=True),
        sa.Column("support_until", sa.Date(), nullable=True),
        sa.Column("sponsor", sa.String(length=400), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("next_step_by", sa.String(length=400), nullable=False),
        sa.Column("next_step_due", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("selected_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("report_due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("split_from_id", sa.Integer(), nullable=True),
        sa.Column("news_on", sa.Date(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("link_digest", sa.String(length=64), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_person_id"],
            ["person.id"],
            name=op.f("fk_idea_contact_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_idea_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["idea.id"], name=op.f("fk_idea_merged_into_id_idea")
        ),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_idea_pitch_id_pitch")),
        sa.ForeignKeyConstraint(
            ["split_from_id"], ["idea.id"], name=op.f("fk_idea_split_from_id_idea")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("pitch_id", name=op.f("uq_idea_pitch_id")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_idea_submit_key")),
        sa.UniqueConstraint("year", "running_number", name=op.f("uq_idea_year_running_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_idea_action_field"), "idea", ["action_field"], unique=False)
    op.create_index(op.f("ix_idea_closed_on"), "idea", ["closed_on"], unique=False)
    op.create_index(op.f("ix_idea_contact_person_id"), "idea", ["contact_person_id"], unique=False)
    op.create_index(op.f("ix_idea_link_digest"), "idea", ["link_digest"], unique=False)
    op.create_index(op.f("ix_idea_meeting_id"), "idea", ["meeting_id"], unique=False)
    op.create_index(
        "ix_idea_merged",
        "idea",
        ["merged_into_id"],
        unique=False,
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_idea_news_on"), "idea", ["news_on"], unique=False)
    op.create_index(op.f("ix_idea_next_step_due"), "idea", ["next_step_due", "state"], unique=False)
    op.create_index(op.f("ix_idea_report_due"), "idea", ["report_due"], unique=False)
    op.create_index(
        "ix_idea_shown",
        "idea",
        ["action_field", "second_field", "state", "district"],
        unique=False,
        sqlite_where=sa.text("public IS 1 AND merged_into_id IS NULL"),
        postgresql_where=sa.text("public AND merged_into_id IS NULL"),
    )
    op.create_index(op.f("ix_idea_split_from_id"), "idea", ["split_from_id"], unique=False)
    op.create_index(op.f("ix_idea_state"), "idea", ["state", "merged_into_id"], unique=False)
    op.create_index(op.f("ix_idea_submitted_on"), "idea", ["submitted_on"], unique=False)
    op.create_table(
        "minutes_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("agenda_item", sa.Integer(), nullable=True),
        sa.Column("postponed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_item_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_minutes_item_minutes_id"), "minutes_item", ["minutes_id"], unique=False
    )
    op.create_table(
        "minutes_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_reader_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_minutes_reader_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_reader")),
        sa.UniqueConstraint(
            "minutes_id",
            "registration_id",
            name=op.f("uq_minutes_reader_minutes_id_registration_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_reader_digest"), "minutes_reader", ["digest"], unique=False)
    op.create_index(
        op.f("ix_minutes_reader_registration_id"),
        "minutes_reader",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "minutes_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_release_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_release")),
        sa.UniqueConstraint(
            "minutes_id", "number", name=op.f("uq_minutes_release_minutes_id_number")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pitch_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("left_meeting_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["left_meeting_id"],
            ["meeting.id"],
            name=op.f("fk_pitch_change_left_meeting_id_meeting"),
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_change_pitch_id_pitch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_pitch_change_left_meeting_id"), "pitch_change", ["left_meeting_id"], unique=False
    )
    op.create_index(op.f("ix_pitch_change_pitch_id"), "pitch_change", ["pitch_id"], unique=False)
    op.create_table(
        "pitch_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["agenda_item.id"],
            name=op.f("fk_pitch_decision_item_id_agenda_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_pitch_decision_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_decision_pitch_id_pitch")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["meeting.id"], name=op.f("fk_pitch_decision_target_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_decision")),
        sa.UniqueConstraint("pitch_id", name=op.f("uq_pitch_decision_pitch_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_pitch_decision_meeting_id"), "pitch_decision", ["meeting_id"], unique=False
    )
    op.create_table(
        "pitch_presenter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("read_digest", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_presenter_pitch_id_pitch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_presenter")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_pitch_presenter_pitch_id"), "pitch_presenter", ["pitch_id"], unique=False
    )
    op.create_index(
        op.f("ix_pitch_presenter_read_digest"), "pitch_presenter", ["read_digest"], unique=False
    )
    op.create_table(
        "rating_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("rates", sa.Boolean(), nullable=False),
        sa.Column("by_deputy", sa.Boolean(), nullable=False),
        sa.Column("handed_in_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["steering_member.id"],
            name=op.f("fk_rating_sheet_member_id_steering_member"),
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rating_round.id"],
            name=op.f("fk_rating_sheet_round_id_rating_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_sheet")),
        sa.UniqueConstraint(
            "round_id", "member_id", name=op.f("uq_rating_sheet_round_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rating_sheet_digest"), "rating_sheet", ["digest"], unique=False)
    op.create_index(op.f("ix_rating_sheet_member_id"), "rating_sheet", ["member_id"], unique=False)
    op.create_table(
        "received_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=250), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("uid", sa.String(length=250), nullable=False),
        sa.Column("partstat", sa.String(length=12), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", UtcDateTime(), nullable=True),
        sa.Column("begins", UtcDateTime(), nullable=True),
        sa.Column("ends", UtcDateTime(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("sender", sa.String(length=320), nullable=False),
        sa.Column("attendee", sa.String(length=320), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_received_answer_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_answer")),
        sa.UniqueConstraint("digest", name=op.f("uq_received_answer_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_received_answer_message_id"), "received_answer", ["message_id"], unique=False
    )
    op.create_index(
        op.f("ix_received_answer_received_at"), "received_answer", ["received_at"], unique=False
    )
    op.create_index(
        op.f("ix_received_answer_registration_id"),
        "received_answer",
        ["registration_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_received_answer_standing"), "received_answer", ["standing"], unique=False
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("locked", sa.JSON(), nullable=False),
        sa.Column("fixed_table", sa.Integer(), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["seating_plan.id"],
            name=op.f("fk_seat_plan_id_seating_plan"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_seat_registration_id_registration"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "plan_id", "registration_id", name=op.f("uq_seat_plan_id_registration_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seat_registration_id"), "seat", ["registration_id"], unique=False)
    op.create_table(
        "seat_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one_id"],
            ["registration.id"],
            name=op.f("fk_seat_wish_one_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["registration.id"],
            name=op.f("fk_seat_wish_other_id_registration"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["seating_plan.id"],
            name=op.f("fk_seat_wish_plan_id_seating_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_wish")),
        sa.UniqueConstraint(
            "plan_id", "one_id", "other_id", name=op.f("uq_seat_wish_plan_id_one_id_other_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "seating_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["seating_plan.id"],
            name=op.f("fk_seating_step_plan_id_seating_plan"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seating_step")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_seating_step_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seating_step_plan_id"), "seating_step", ["plan_id"], unique=False)
    op.create_table(
        "session_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_session_seat_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["steering_member.id"],
            name=op.f("fk_session_seat_member_id_steering_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_seat")),
        sa.UniqueConstraint(
            "meeting_id", "member_id", name=op.f("uq_session_seat_meeting_id_member_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_session_seat_member_id"), "session_seat", ["member_id"], unique=False)
    op.create_table(
        "voting_slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_voting_slip_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_slip")),
        sa.UniqueConstraint("digest", name=op.f("uq_voting_slip_digest")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_voting_slip_poll_id"), "voting_slip", ["poll_id"], unique=False)
    op.create_table(
        "agenda_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_agenda_report_idea_id_idea")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_report_item_id_agenda_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_report")),
        sa.UniqueConstraint("item_id", "idea_id", name=op.f("uq_agenda_report_item_id_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_agenda_report_idea_id"), "agenda_report", ["idea_id"], unique=False)
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("consent_text", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_card_idea_id_idea"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_card_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_card_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_card_meeting_id"), "card", ["meeting_id"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_email", sa.String(length=320), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_entry_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["minutes_item.id"], name=op.f("fk_entry_item_id_minutes_item")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_entry_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_entry_key")),
        sa.UniqueConstraint("number", name=op.f("uq_entry_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entry_idea_id"), "entry", ["idea_id"], unique=False)
    op.create_index(op.f("ix_entry_item_id"), "entry", ["item_id"], unique=False)
    op.create_index(
        op.f("ix_entry_kind"), "entry", ["kind", "due", "done_on", "item_id"], unique=False
    )
    op.create_index(op.f("ix_entry_person_id"), "entry", ["person_id"], unique=False)
    op.create_table(
        "funding_hint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["funding_id"],
            ["funding.id"],
            name=op.f("fk_funding_hint_funding_id_funding"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_funding_hint_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_hint")),
        sa.UniqueConstraint(
            "funding_id",
            "idea_id",
            "deadline",
            name=op.f("uq_funding_hint_funding_id_idea_id_deadline"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_funding_hint_idea_id"), "funding_hint", ["idea_id"], unique=False)
    op.create_table(
        "idea_ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_ask_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_idea_ask_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_ask")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_idea_ask_idea_id"), "idea_ask", ["idea_id"], unique=False)
    op.create_index(op.f("ix_idea_ask_meeting_id"), "idea_ask", ["meeting_id"], unique=False)
    op.create_table(
        "idea_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_change_idea_id_idea")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_idea_change_idea_id"), "idea_change", ["idea_id"], unique=False)
    op.create_table(
        "idea_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_draft_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_idea_draft_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_draft")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_idea_draft_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_idea_draft_idea_id"), "idea_draft", ["idea_id"], unique=False)
    op.create_index(op.f("ix_idea_draft_person_id"), "idea_draft", ["person_id"], unique=False)
    op.create_table(
        "idea_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("seen_by", sa.String(length=200), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_news_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_idea_news_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_idea_news_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_news")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_idea_news_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_idea_news_idea_id"), "idea_news", ["idea_id", "at"], unique=False)
    op.create_index(op.f("ix_idea_news_meeting_id"), "idea_news", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_idea_news_person_id"), "idea_news", ["person_id"], unique=False)
    op.create_table(
        "idea_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_notice_idea_id_idea"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_notice")),
        sa.UniqueConstraint("idea_id", name=op.f("uq_idea_notice_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "match_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=True),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("action_field", sa.String(length=10), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=401), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("ran_out", sa.Boolean(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["match_card.id"],
            name=op.f("fk_match_card_answers_id_match_card"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_match_card_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_match_card_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_card")),
        sa.UniqueConstraint("number", name=op.f("uq_match_card_number")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_match_card_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_match_card_action_field"), "match_card", ["action_field"], unique=False
    )
    op.create_index(op.f("ix_match_card_answers_id"), "match_card", ["answers_id"], unique=False)
    op.create_index(op.f("ix_match_card_digest"), "match_card", ["digest"], unique=False)
    op.create_index(op.f("ix_match_card_idea_id"), "match_card", ["idea_id"], unique=False)
    op.create_index(op.f("ix_match_card_person_id"), "match_card", ["person_id"], unique=False)
    op.create_index(op.f("ix_match_card_state"), "match_card", ["state"], unique=False)
    op.create_table(
        "minutes_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["minutes_item.id"],
            name=op.f("fk_minutes_photo_item_id_minutes_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_photo_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_photo")),
        sa.UniqueConstraint(
            "minutes_id", "digest", name=op.f("uq_minutes_photo_minutes_id_digest")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "minutes_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["minutes_item.id"],
            name=op.f("fk_minutes_remark_item_id_minutes_item"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_remark_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_minutes_remark_registration_id_registration"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_remark")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_minutes_remark_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_minutes_remark_minutes_id"), "minutes_remark", ["minutes_id"], unique=False
    )
    op.create_index(
        op.f("ix_minutes_remark_registration_id"),
        "minutes_remark",
        ["registration_id"],
        unique=False,
    )
    op.create_table(
        "motion_idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_motion_idea_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["motion_id"],
            ["motion.id"],
            name=op.f("fk_motion_idea_motion_id_motion"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion_idea")),
        sa.UniqueConstraint("motion_id", "idea_id", name=op.f("uq_motion_idea_motion_id_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_motion_idea_idea_id"), "motion_idea", ["idea_id"], unique=False)
    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_poll_option_idea_id_idea"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["pitch_id"],
            ["pitch.id"],
            name=op.f("fk_poll_option_pitch_id_pitch"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_poll_option_poll_id_poll")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("poll_id", "position", name=op.f("uq_poll_option_poll_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("biased", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_rating_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["rating_sheet.id"],
            name=op.f("fk_rating_sheet_id_rating_sheet"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("sheet_id", "idea_id", name=op.f("uq_rating_sheet_id_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rating_idea_id"), "rating", ["idea_id"], unique=False)
    op.create_table(
        "rating_idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_rating_idea_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["rating_round.id"],
            name=op.f("fk_rating_idea_round_id_rating_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_idea")),
        sa.UniqueConstraint("round_id", "idea_id", name=op.f("uq_rating_idea_round_id_idea_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_rating_idea_idea_id"), "rating_idea", ["idea_id"], unique=False)
    op.create_table(
        "support_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=400), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_support_case_idea_id_idea")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_support_case_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_support_case_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_support_case_due"), "support_case", ["due"], unique=False)
    op.create_index(op.f("ix_support_case_idea_id"), "support_case", ["idea_id"], unique=False)
    op.create_index(op.f("ix_support_case_person_id"), "support_case", ["person_id"], unique=False)
    op.create_index(op.f("ix_support_case_state"), "support_case", ["state"], unique=False)
    op.create_table(
        "supporter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=401), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("told_to", sa.String(length=320), nullable=False),
        sa.Column("told_person_id", sa.Integer(), nullable=True),
        sa.Column("told_known", sa.Boolean(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_supporter_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_supporter_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["told_person_id"],
            ["person.id"],
            name=op.f("fk_supporter_told_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporter")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_supporter_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_supporter_digest"), "supporter", ["digest"], unique=False)
    op.create_index(op.f("ix_supporter_idea_id"), "supporter", ["idea_id", "state"], unique=False)
    op.create_index(op.f("ix_supporter_person_id"), "supporter", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_supporter_told_person_id"), "supporter", ["told_person_id"], unique=False
    )
    op.create_index(
        "ix_supporter_untold",
        "supporter",
        ["state"],
        unique=False,
        sqlite_where=sa.text("told_at IS NULL AND seen_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL AND seen_at IS NULL"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("motion_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("abstain", sa.Integer(), nullable=False),
        sa.Column("biased", sa.Integer(), nullable=False),
        sa.Column("recommendation", sa.Boolean(), nullable=False),
        sa.Column("not_moved", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_decision_entry_id_entry"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["motion_id"], ["motion.id"], name=op.f("fk_decision_motion_id_motion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("motion_id", name=op.f("uq_decision_motion_id")),
        sa.UniqueConstraint("number", name=op.f("uq_decision_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_day"), "decision", ["day"], unique=False)
    op.create_index(op.f("ix_decision_meeting_id"), "decision", ["meeting_id"], unique=False)
    op.create_table(
        "floor_setting",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("cards_open", sa.Boolean(), nullable=False),
        sa.Column("screen", sa.String(length=6), nullable=False),
        sa.Column("shown_poll_id", sa.Integer(), nullable=True),
        sa.Column("shown_card_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_floor_setting_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["shown_card_id"],
            ["card.id"],
            name=op.f("fk_floor_setting_shown_card_id_card"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["shown_poll_id"],
            ["poll.id"],
            name=op.f("fk_floor_setting_shown_poll_id_poll"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_floor_setting")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "support_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Date(), nullable=True),
        sa.Column("followed_on", sa.Date(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_support_entry_case_id_support_case"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_support_entry_idea_id_idea")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_support_entry_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_entry")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_support_entry_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_support_entry_case_id"), "support_entry", ["case_id"], unique=False)
    op.create_index(op.f("ix_support_entry_day"), "support_entry", ["day", "kind"], unique=False)
    op.create_index(
        op.f("ix_support_entry_follow_up"), "support_entry", ["follow_up"], unique=False
    )
    op.create_index(op.f("ix_support_entry_idea_id"), "support_entry", ["idea_id"], unique=False)
    op.create_index(
        op.f("ix_support_entry_organisation_id"), "support_entry", ["organisation_id"], unique=False
    )
    op.create_table(
        "task_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=401), nullable=False),
        sa.Column("what", sa.String(length=7), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("seen_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_task_answer_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["task_holder.id"],
            name=op.f("fk_task_answer_holder_id_task_holder"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_answer")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_task_answer_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_answer_entry_id"), "task_answer", ["entry_id"], unique=False)
    op.create_index(op.f("ix_task_answer_holder_id"), "task_answer", ["holder_id"], unique=False)
    op.create_table(
        "task_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_task_change_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_change_entry_id"), "task_change", ["entry_id"], unique=False)
    op.create_table(
        "task_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=4), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["entry.id"],
            name=op.f("fk_task_notice_entry_id_entry"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["task_holder.id"],
            name=op.f("fk_task_notice_holder_id_task_holder"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_task_notice_entry_id"), "task_notice", ["entry_id", "holder_id"], unique=False
    )
    op.create_index(op.f("ix_task_notice_holder_id"), "task_notice", ["holder_id"], unique=False)
    op.create_table(
        "decision_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_decision_correction_decision_id_decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_correction")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_decision_correction_decision_id"),
        "decision_correction",
        ["decision_id"],
        unique=False,
    )
    op.create_table(
        "decision_idea",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["decision.id"],
            name=op.f("fk_decision_idea_decision_id_decision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_decision_idea_idea_id_idea")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_idea")),
        sa.UniqueConstraint(
            "decision_id", "idea_id", name=op.f("uq_decision_idea_decision_id_idea_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_idea_idea_id"), "decision_idea", ["idea_id"], unique=False)
    op.create_table(
        "mediation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("search_id", sa.Integer(), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("support_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("passed_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_mediation_idea_id_idea")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["match_card.id"], name=op.f("fk_mediation_offer_id_match_card")
        ),
        sa.ForeignKeyConstraint(
            ["search_id"], ["match_card.id"], name=op.f("fk_mediation_search_id_match_card")
        ),
        sa.ForeignKeyConstraint(
            ["support_id"],
            ["support_entry.id"],
            name=op.f("fk_mediation_support_id_support_entry"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_mediation_submit_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mediation_idea_id"), "mediation", ["idea_id"], unique=False)
    op.create_index(op.f("ix_mediation_offer_id"), "mediation", ["offer_id"], unique=False)
    op.create_index(op.f("ix_mediation_search_id"), "mediation", ["search_id"], unique=False)
    op.create_index(op.f("ix_mediation_state"), "mediation", ["state"], unique=False)
    op.create_table(
        "mediation_side",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mediation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=401), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("passed", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["mediation_id"],
            ["mediation.id"],
            name=op.f("fk_mediation_side_mediation_id_mediation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_mediation_side_person_id_person"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation_side")),
        sa.UniqueConstraint(
            "mediation_id", "kind", name=op.f("uq_mediation_side_mediation_id_kind")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mediation_side_digest"), "mediation_side", ["digest"], unique=False)
    op.create_index(
        op.f("ix_mediation_side_person_id"), "mediation_side", ["person_id"], unique=False
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("ix_mediation_side_person_id"), table_name="mediation_side")
    op.drop_index(op.f("ix_mediation_side_digest"), table_name="mediation_side")
    op.drop_table("mediation_side")
    op.drop_index(op.f("ix_mediation_state"), table_name="mediation")
    op.drop_index(op.f("ix_mediation_search_id"), table_name="mediation")
    op.drop_index(op.f("ix_mediation_offer_id"), table_name="mediation")
    op.drop_index(op.f("ix_mediation_idea_id"), table_name="mediation")
    op.drop_table("mediation")
    op.drop_index(op.f("ix_decision_idea_idea_id"), table_name="decision_idea")
    op.drop_table("decision_idea")
    op.drop_index(op.f("ix_decision_correction_decision_id"), table_name="decision_correction")
    op.drop_table("decision_correction")
    op.drop_index(op.f("ix_task_notice_holder_id"), table_name="task_notice")
    op.drop_index(op.f("ix_task_notice_entry_id"), table_name="task_notice")
    op.drop_table("task_notice")
    op.drop_index(op.f("ix_task_change_entry_id"), table_name="task_change")
    op.drop_table("task_change")
    op.drop_index(op.f("ix_task_answer_holder_id"), table_name="task_answer")
    op.drop_index(op.f("ix_task_answer_entry_id"), table_name="task_answer")
    op.drop_table("task_answer")
    op.drop_index(op.f("ix_support_entry_organisation_id"), table_name="support_entry")
    op.drop_index(op.f("ix_support_entry_idea_id"), table_name="support_entry")
    op.drop_index(op.f("ix_support_entry_follow_up"), table_name="support_entry")
    op.drop_index(op.f("ix_support_entry_day"), table_name="support_entry")
    op.drop_index(op.f("ix_support_entry_case_id"), table_name="support_entry")
    op.drop_table("support_entry")
    op.drop_table("floor_setting")
    op.drop_index(op.f("ix_decision_meeting_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_day"), table_name="decision")
    op.drop_table("decision")
    op.drop_index(
        "ix_supporter_untold",
        table_name="supporter",
        sqlite_where=sa.text("told_at IS NULL AND seen_at IS NULL"),
        postgresql_where=sa.text("told_at IS NULL AND seen_at IS NULL"),
    )
    op.drop_index(op.f("ix_supporter_told_person_id"), table_name="supporter")
    op.drop_index(op.f("ix_supporter_person_id"), table_name="supporter")
    op.drop_index(op.f("ix_supporter_idea_id"), table_name="supporter")
    op.drop_index(op.f("ix_supporter_digest"), table_name="supporter")
    op.drop_table("supporter")
    op.drop_index(op.f("ix_support_case_state"), table_name="support_case")
    op.drop_index(op.f("ix_support_case_person_id"), table_name="support_case")
    op.drop_index(op.f("ix_support_case_idea_id"), table_name="support_case")
    op.drop_index(op.f("ix_support_case_due"), table_name="support_case")
    op.drop_table("support_case")
    op.drop_index(op.f("ix_rating_idea_idea_id"), table_name="rating_idea")
    op.drop_table("rating_idea")
    op.drop_index(op.f("ix_rating_idea_id"), table_name="rating")
    op.drop_table("rating")
    op.drop_table("poll_option")
    op.drop_index(op.f("ix_motion_idea_idea_id"), table_name="motion_idea")
    op.drop_table("motion_idea")
    op.drop_index(op.f("ix_minutes_remark_registration_id"), table_name="minutes_remark")
    op.drop_index(op.f("ix_minutes_remark_minutes_id"), table_name="minutes_remark")
    op.drop_table("minutes_remark")
    op.drop_table("minutes_photo")
    op.drop_index(op.f("ix_match_card_state"), table_name="match_card")
    op.drop_index(op.f("ix_match_card_person_id"), table_name="match_card")
    op.drop_index(op.f("ix_match_card_idea_id"), table_name="match_card")
    op.drop_index(op.f("ix_match_card_digest"), table_name="match_card")
    op.drop_index(op.f("ix_match_card_answers_id"), table_name="match_card")
    op.drop_index(op.f("ix_match_card_action_field"), table_name="match_card")
    op.drop_table("match_card")
    op.drop_table("idea_notice")
    op.drop_index(op.f("ix_idea_news_person_id"), table_name="idea_news")
    op.drop_index(op.f("ix_idea_news_meeting_id"), table_name="idea_news")
    op.drop_index(op.f("ix_idea_news_idea_id"), table_name="idea_news")
    op.drop_table("idea_news")
    op.drop_index(op.f("ix_idea_draft_person_id"), table_name="idea_draft")
    op.drop_index(op.f("ix_idea_draft_idea_id"), table_name="idea_draft")
    op.drop_table("idea_draft")
    op.drop_index(op.f("ix_idea_change_idea_id"), table_name="idea_change")
    op.drop_table("idea_change")
    op.drop_index(op.f("ix_idea_ask_meeting_id"), table_name="idea_ask")
    op.drop_index(op.f("ix_idea_ask_idea_id"), table_name="idea_ask")
    op.drop_table("idea_ask")
    op.drop_index(op.f("ix_funding_hint_idea_id"), table_name="funding_hint")
    op.drop_table("funding_hint")
    op.drop_index(op.f("ix_entry_person_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_kind"), table_name="entry")
    op.drop_index(op.f("ix_entry_item_id"), table_name="entry")
    op.drop_index(op.f("ix_entry_idea_id"), table_name="entry")
    op.drop_table("entry")
    op.drop_index(op.f("ix_card_meeting_id"), table_name="card")
    op.drop_table("card")
    op.drop_index(op.f("ix_agenda_report_idea_id"), table_name="agenda_report")
    op.drop_table("agenda_report")
    op.drop_index(op.f("ix_voting_slip_poll_id"), table_name="voting_slip")
    op.drop_table("voting_slip")
    op.drop_index(op.f("ix_session_seat_member_id"), table_name="session_seat")
    op.drop_table("session_seat")
    op.drop_index(op.f("ix_seating_step_plan_id"), table_name="seating_step")
    op.drop_table("seating_step")
    op.drop_table("seat_wish")
    op.drop_index(op.f("ix_seat_registration_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_received_answer_standing"), table_name="received_answer")
    op.drop_index(op.f("ix_received_answer_registration_id"), table_name="received_answer")
    op.drop_index(op.f("ix_received_answer_received_at"), table_name="received_answer")
    op.drop_index(op.f("ix_received_answer_message_id"), table_name="received_answer")
    op.drop_table("received_answer")
    op.drop_index(op.f("ix_rating_sheet_member_id"), table_name="rating_sheet")
    op.drop_index(op.f("ix_rating_sheet_digest"), table_name="rating_sheet")
    op.drop_table("rating_sheet")
    op.drop_index(op.f("ix_pitch_presenter_read_digest"), table_name="pitch_presenter")
    op.drop_index(op.f("ix_pitch_presenter_pitch_id"), table_name="pitch_presenter")
    op.drop_table("pitch_presenter")
    op.drop_index(op.f("ix_pitch_decision_meeting_id"), table_name="pitch_decision")
    op.drop_table("pitch_decision")
    op.drop_index(op.f("ix_pitch_change_pitch_id"), table_name="pitch_change")
    op.drop_index(op.f("ix_pitch_change_left_meeting_id"), table_name="pitch_change")
    op.drop_table("pitch_change")
    op.drop_table("minutes_release")
    op.drop_index(op.f("ix_minutes_reader_registration_id"), table_name="minutes_reader")
    op.drop_index(op.f("ix_minutes_reader_digest"), table_name="minutes_reader")
    op.drop_table("minutes_reader")
    op.drop_index(op.f("ix_minutes_item_minutes_id"), table_name="minutes_item")
    op.drop_table("minutes_item")
    op.drop_index(op.f("ix_idea_submitted_on"), table_name="idea")
    op.drop_index(op.f("ix_idea_state"), table_name="idea")
    op.drop_index(op.f("ix_idea_split_from_id"), table_name="idea")
    op.drop_index(
        "ix_idea_shown",
        table_name="idea",
        sqlite_where=sa.text("public IS 1 AND merged_into_id IS NULL"),
        postgresql_where=sa.text("public AND merged_into_id IS NULL"),
    )
    op.drop_index(op.f("ix_idea_report_due"), table_name="idea")
    op.drop_index(op.f("ix_idea_next_step_due"), table_name="idea")
    op.drop_index(op.f("ix_idea_news_on"), table_name="idea")
    op.drop_index(
        "ix_idea_merged",
        table_name="idea",
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_idea_meeting_id"), table_name="idea")
    op.drop_index(op.f("ix_idea_link_digest"), table_name="idea")
    op.drop_index(op.f("ix_idea_contact_person_id"), table_name="idea")
    op.drop_index(op.f("ix_idea_closed_on"), table_name="idea")
    op.drop_index(op.f("ix_idea_action_field"), table_name="idea")
    op.drop_table("idea")
    op.drop_index(op.f("ix_feed_link_digest"), table_name="feed_link")
    op.drop_table("feed_link")
    op.drop_index(op.f("ix_check_in_registration_id"), table_name="check_in")
    op.drop_index("ix_check_in_meeting_id_id", table_name="check_in")
    op.drop_table("check_in")
    op.drop_index(op.f("ix_ballot_member_id"), table_name="ballot")
    op.drop_index(op.f("ix_ballot_digest"), table_name="ballot")
    op.drop_table("ballot")
    op.drop_table("agenda_pitch")
    op.drop_index(op.f("ix_task_holder_person_id"), table_name="task_holder")
    op.drop_index(op.f("ix_task_holder_digest"), table_name="task_holder")
    op.drop_table("task_holder")
    op.drop_index(op.f("ix_steering_member_person_id"), table_name="steering_member")
    op.drop_index(op.f("ix_steering_member_deputy_id"), table_name="steering_member")
    op.drop_table("steering_member")
    op.drop_table("sign_in_link")
    op.drop_index(op.f("ix_series_meeting_series_id"), table_name="series_meeting")
    op.drop_table("series_meeting")
    op.drop_index(op.f("ix_seating_plan_search"), table_name="seating_plan")
    op.drop_index(op.f("ix_seating_plan_meeting_id"), table_name="seating_plan")
    op.drop_table("seating_plan")
    op.drop_index(
        "uq_registration_live",
        table_name="registration",
        sqlite_where=sa.text(
            "state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')"
        ),
        postgresql_where=sa.text(
            "state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')"
        ),
    )
    op.drop_index(
        "ix_registration_present",
        table_name="registration",
        sqlite_where=sa.text("attendance = 'present'"),
        postgresql_where=sa.text("attendance = 'present'"),
    )
    op.drop_index(op.f("ix_registration_person_id"), table_name="registration")
    op.drop_index(
        "ix_registration_needs_wait",
        table_name="registration",
        sqlite_where=sa.text("access_needs <> '' AND office_note = ''"),
        postgresql_where=sa.text("access_needs <> '' AND office_note = ''"),
    )
    op.drop_index("ix_registration_meeting_state", table_name="registration")
    op.drop_index(op.f("ix_registration_manage_digest"), table_name="registration")
    op.drop_index(
        "ix_registration_declined",
        table_name="registration",
        sqlite_where=sa.text("partstat = 'DECLINED'"),
        postgresql_where=sa.text("partstat = 'DECLINED'"),
    )
    op.drop_index(op.f("ix_registration_confirm_digest"), table_name="registration")
    op.drop_index(op.f("ix_registration_after_digest"), table_name="registration")
    op.drop_index(op.f("ix_registration_address_digest"), table_name="registration")
    op.drop_table("registration")
    op.drop_table("published_agenda")
    op.drop_index(op.f("ix_print_job_state"), table_name="print_job")
    op.drop_index(op.f("ix_print_job_meeting_id"), table_name="print_job")
    op.drop_table("print_job")
    op.drop_index(op.f("ix_poll_meeting_id"), table_name="poll")
    op.drop_table("poll")
    op.drop_index(op.f("ix_pitch_meeting_id"), table_name="pitch")
    op.drop_index(op.f("ix_pitch_edit_digest"), table_name="pitch")
    op.drop_table("pitch")
    op.drop_index(op.f("ix_person_label_label"), table_name="person_label")
    op.drop_table("person_label")
    op.drop_index(op.f("ix_motion_meeting_id"), table_name="motion")
    op.drop_table("motion")
    op.drop_table("minutes")
    op.drop_index(op.f("ix_mailing_state"), table_name="mailing")
    op.drop_index(op.f("ix_mailing_meeting_id"), table_name="mailing")
    op.drop_table("mailing")
    op.drop_index("ix_live_press_meeting_id_id", table_name="live_press")
    op.drop_table("live_press")
    op.drop_index(op.f("ix_invitation_person_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_digest"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_index(op.f("ix_foreign_event_first_day"), table_name="foreign_event")
    op.drop_index(op.f("ix_foreign_event_calendar_id"), table_name="foreign_event")
    op.drop_table("foreign_event")
    op.drop_index(op.f("ix_feedback_meeting_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_table("door_setting")
    op.drop_index(op.f("ix_door_link_meeting_id"), table_name="door_link")
    op.drop_index(op.f("ix_door_link_digest"), table_name="door_link")
    op.drop_table("door_link")
    op.drop_index(op.f("ix_data_link_person_id"), table_name="data_link")
    op.drop_index(op.f("ix_data_link_ends_at"), table_name="data_link")
    op.drop_table("data_link")
    op.drop_index("ix_contact_import_row_verdict", table_name="contact_import_row")
    op.drop_index(op.f("ix_contact_import_row_person_id"), table_name="contact_import_row")
    op.drop_table("contact_import_row")
    op.drop_index(op.f("ix_consent_person_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(
        "ix_checklist_item_open",
        table_name="checklist_item",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_index(op.f("ix_checklist_item_meeting_id"), table_name="checklist_item")
    op.drop_table("checklist_item")
    op.drop_index(op.f("ix_backlog_place_topic_id"), table_name="backlog_place")
    op.drop_table("backlog_place")
    op.drop_index(op.f("ix_agenda_step_meeting_id"), table_name="agenda_step")
    op.drop_table("agenda_step")
    op.drop_table("agenda_role")
    op.drop_index(op.f("ix_agenda_item_meeting_id"), table_name="agenda_item")
    op.drop_table("agenda_item")
    op.drop_table("venue_seating")
    op.drop_index(op.f("ix_venue_fault_venue_id"), table_name="venue_fault")
    op.drop_table("venue_fault")
    op.drop_table("staff_session")
    op.drop_index(op.f("ix_series_venue_id"), table_name="series")
    op.drop_table("series")
    op.drop_index(op.f("ix_person_unsubscribe_digest"), table_name="person")
    op.drop_index(op.f("ix_person_sort_key"), table_name="person")
    op.drop_index(op.f("ix_person_organisation_id"), table_name="person")
    op.drop_index(op.f("ix_person_name_key"), table_name="person")
    op.drop_index(
        "ix_person_merged",
        table_name="person",
        sqlite_where=sa.text("merged_into_id IS NOT NULL"),
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_person_invitations"), table_name="person")
    op.drop_index(op.f("ix_person_email_key"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_meeting_venue_id"), table_name="meeting")
    op.drop_index(op.f("ix_meeting_day"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_foreign_calendar_venue_id"), table_name="foreign_calendar")
    op.drop_table("foreign_calendar")
    op.drop_table("venue")
    op.drop_table("staff")
    op.drop_table("seat_objection")
    op.drop_table("rating_round")
    op.drop_index(op.f("ix_organisation_sort_key"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("node")
    op.drop_index(op.f("ix_message_topic"), table_name="message")
    op.drop_index(op.f("ix_message_sent_at"), table_name="message")
    op.drop_index("ix_message_due", table_name="message")
    op.drop_index(op.f("ix_message_created_at"), table_name="message")
    op.drop_table("message")
    op.drop_table("mailbox_mark")
    op.drop_table("legal_text")
    op.drop_table("heartbeat")
    op.drop_index(op.f("ix_funding_deadline"), table_name="funding")
    op.drop_table("funding")
    op.drop_table("forgotten")
    op.drop_table("foretold")
    op.drop_table("erased_subject")
    op.drop_index(op.f("ix_contact_import_created_at"), table_name="contact_import")
    op.drop_table("contact_import")
    op.drop_table("consent_wording")
    op.drop_index(op.f("ix_calendar_day_start"), table_name="calendar_day")
    op.drop_table("calendar_day")
    op.drop_table("backlog_item")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_attempt_who"), table_name="attempt")
    op.drop_table("attempt")
