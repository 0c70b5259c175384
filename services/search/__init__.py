"""One index for all registers: what a record is found by, kept in the transaction that saves it, asked through the rights of who asks."""
