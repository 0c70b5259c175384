"""The invented office of the demo: its people, its customers, and the stories of what happened to their papers."""
