"""Mails to many: to whom, when, and what became of them."""
