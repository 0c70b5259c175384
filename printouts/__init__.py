"""The paper: one `Sheet` drawn as an A4 form, many rows drawn as a ledger, values written as words."""
