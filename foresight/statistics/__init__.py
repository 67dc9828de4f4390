"""Official figures with provenance: catalogue, reading, quality checks."""
