"""What all staff pages share: language, cached reads, figures with their status."""
