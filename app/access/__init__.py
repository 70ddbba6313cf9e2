"""Staff, roles, sign-in by link, and what each role may enter."""
