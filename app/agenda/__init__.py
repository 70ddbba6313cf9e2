"""Agenda items with clock times, run sheet, pitches in their slots."""
