"""The tools that others would take instead, each as its own guide shows it, and the floor: what the machine can do at best."""
