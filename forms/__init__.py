"""Screen forms, made from the declared fields: what was typed becomes values, and what cannot be read comes back as it was."""
