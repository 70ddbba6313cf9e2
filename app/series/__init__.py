"""Recurring meetings: the rule, its meetings, and their changes."""
