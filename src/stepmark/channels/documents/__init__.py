"""Files that are made for clients: PDFs."""
