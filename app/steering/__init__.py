"""The steering group: members, ratings, sessions, motions, votes and decisions."""
