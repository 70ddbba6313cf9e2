"""Letters waiting to be sent: written with the change that causes them, sent by clockwork."""
