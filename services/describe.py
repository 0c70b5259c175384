"""A register described for programs: `flask registers --json` now, the API later."""

from __future__ import annotations

from typing import Any

from models.declare import Register
from services.records import required_at_creation


def describe(register: type[Register]) -> dict[str, Any]:
    """Names, paths, fields, states and steps, all from the declaration."""
    name, required = register.__tablename__, required_at_creation(register)
    return {
        "name": name,
        "title": register.title,
        "menu": register.menu,
        "list_url": f"/{name}/",
        "add_url": f"/{name}/add",
        "print_url": f"/{name}/{{id}}/print",
        "fields": [
            {"name": f.name, "label": f.label, "kind": f.kind.value, "required": f.name in required, "sensitive": f.sensitive is not None}
            for f in register.fields.values()
        ],
        "states": [{"code": state.value, "label": state.label} for state in register.states()],
        "steps": [
            {
                "from": step.source.value,
                "to": step.target.value,
                "label": step.label,
                "roles": [role.value for role in step.roles],
                "needs": list(step.needed),
            }
            for step in register.flow.steps
        ],
    }  # fmt: skip
