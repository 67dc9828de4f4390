"""What a group agreed on, how firmly, and whether it moved between rounds."""
