"""What a new house starts with: reference data from the source documents, and an invented office to try things in."""
