"""The administrator's back room at /console: option lists, service items, departments, people, company settings."""

from views.console.rooms import install

__all__ = ["install"]
