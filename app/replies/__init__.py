"""What calendars answer to our invitations (iTIP REPLY and COUNTER), and what becomes of it."""
