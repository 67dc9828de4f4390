"""Results of a session, section by section: from the ballots one may see to sentences, tables and charts."""
