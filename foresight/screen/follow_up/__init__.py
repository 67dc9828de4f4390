"""Parts of the pages that follow a need to its result: board, card, editors, exchange of files."""
