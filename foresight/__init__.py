"""The Foresight Workbench: from a vote in a room to a target in 2030."""
