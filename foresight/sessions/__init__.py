"""The life of a foresight session: stages, needs, ballots, consensus."""
