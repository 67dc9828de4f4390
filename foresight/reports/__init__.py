"""Documents: protocol, technical specification, brief, workbook."""
