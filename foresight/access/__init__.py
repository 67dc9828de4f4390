"""Sign-in, roles, audit trail."""
