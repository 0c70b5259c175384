"""What machines ask of the program, and what it tells whoever looks after it: health, figures, the log. Never a person's data."""
