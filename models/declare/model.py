"""The one declarative base of the whole application, and so the one metadata.

It is Flask-AppBuilder's, so that its users and our staff live in one database. Nothing else under models/ names the framework.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

if TYPE_CHECKING:

    class Model(DeclarativeBase):
        """What mypy sees: a plain declarative base."""

        metadata: MetaData  # type: ignore[misc]

else:
    from flask_appbuilder import Model

Model.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

__all__ = ["Model"]

#: No id is larger: the databases' drivers stumble over numbers that are.
LARGEST_ID = 2**31 - 1
