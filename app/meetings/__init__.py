"""Meetings and their venues, dates, checklists and calendar entries."""
