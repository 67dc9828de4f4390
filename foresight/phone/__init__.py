"""What a participant's phone sees: routes and templates."""
