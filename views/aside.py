"""Requests that concern nobody: the files of the program, and what machines ask. They are answered without knowing who asks."""

from __future__ import annotations

from flask import Blueprint, request

#: What machines ask: whether the process lives, whether it can work, and its figures.
machines = Blueprint("machines", __name__)


def is_aside() -> bool:
    """Whether this request needs no person."""
    return request.endpoint == "static" or is_of_machines()


def is_of_machines() -> bool:
    return request.blueprint == machines.name
