"""Who may do what: roles, passwords, identities and the guard of what changes the store."""
