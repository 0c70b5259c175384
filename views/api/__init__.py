"""The REST API at /api/v1: every register by the words of its declaration, through the same services as the screens."""
