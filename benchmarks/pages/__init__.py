"""Pages through the real server."""
