"""Logins of people whom the directory of the house knows: found here, made where the installation wants that, given their groups' roles."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from flask import current_app

from config import Settings
from rules.directory import read_directory, read_groups
from rules.roles import Role
from services.directory import Away, Directory, Found, ask
from services.login_state import move_on
from views.database import db
from views.entrance import DirectoryAway
from views.people import find_user, make_user, role_rows

NAME = re.compile(r"[A-Za-z0-9._]{1,40}")
log = logging.getLogger("dengji.directory")


def directory_of(settings: Settings) -> Directory:
    """The directory that the settings name."""
    host, port, encrypted = read_directory(settings.ldap_url)
    return Directory(
        host=host, port=port, encrypted=encrypted, start_tls=settings.ldap_starttls, ca_file=settings.ldap_ca, person=settings.ldap_person,
        base=settings.ldap_base, find=settings.ldap_filter, reader=settings.ldap_reader, reader_password=settings.ldap_reader_password,
        groups=read_groups(settings.ldap_groups), seconds=settings.ldap_seconds)  # fmt: skip


def known(settings: Settings, name: str, password: str) -> Any:
    """The login of whoever has this name and password in the directory, or None. Raises DirectoryAway."""
    directory = directory_of(settings)
    db.session.rollback()  # nobody waits for us while we wait for the directory
    try:
        found = ask(directory, name, password)
    except Away as away:
        log.warning("the directory is away", exc_info=away)
        raise DirectoryAway("单位目录服务器暂时无法连接，请稍后再试；系统管理员可用本地密码登录。") from away
    if found is None:
        return None
    user = find_user(name)
    if user is None and settings.ldap_create and NAME.fullmatch(name):
        make_user(name, secrets.token_urlsafe(32), found.full_name[:64], ())  # nobody knows this password, so it opens nothing
        user = find_user(name)
    if user is None or not user.is_active:
        return None
    _give_roles(user, directory, found)
    current_app.appbuilder.sm.update_user_auth_stat(user, True)  # type: ignore[attr-defined]
    return user


def _give_roles(user: Any, directory: Directory, found: Found) -> None:
    """Roles that groups give come and go with them; all others stay as the console says."""
    managed = {role for role, _ in directory.groups}
    own = {role for role in Role if role.value in {row.name for row in user.roles}}
    if (wanted := (own - managed) | found.roles) != own:
        user.roles = role_rows(wanted)
        move_on(db.session, user.id)  # a session of yesterday's rights ends
        db.session.flush()
