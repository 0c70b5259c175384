"""Registers as Excel workbooks: what goes out, the empty templates, and what comes back."""
