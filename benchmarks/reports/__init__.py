"""Speed and size of documents."""
