"""The guide, the units and the proxy's settings say what the program is."""

from __future__ import annotations

import configparser
import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask

from config import PROJECT, Settings
from models.declare import Model
from services.database import options
from views.ops.health import data_folder

DEPLOY = PROJECT / "deploy"
GUIDE = (PROJECT / "docs" / "production.md").read_text(encoding="utf-8")
SERVICES = sorted(DEPLOY.glob("*.service"))


def unit(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(path.read_text(encoding="utf-8"))
    return found


def test_the_table_of_settings_is_what_make_docs_would_write() -> None:
    spec = importlib.util.spec_from_file_location("make_settings", PROJECT / "docs" / "make_settings.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    assert made.page(GUIDE) == GUIDE, "run make docs"
    assert "DENGJI_PROXIES" in made.table()


def test_every_command_of_the_guide_and_the_units_exists(app: Flask) -> None:
    told = GUIDE + "".join(path.read_text(encoding="utf-8") for path in SERVICES)
    named = set(re.findall(r"flask ([a-z][a-z-]*)", told))
    assert {"create-admin", "backup", "audit", "tick"} <= named
    assert sorted(named - set(app.cli.commands)) == []


def test_every_file_of_the_guide_exists() -> None:
    for name in re.findall(r"`(dengji[@a-z.-]*\.(?:service|target)|deploy/[\w.-]+)`", GUIDE):
        assert (PROJECT / name).exists() or (DEPLOY / name).exists(), name


def test_the_example_settings_are_good_ones(tmp_path: Path) -> None:
    given = dict(line.split("=", 1) for line in (DEPLOY / "dengji.env.example").read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    for name in ("database_url", "secret_key"):
        (tmp_path / name).write_text(
            "postgresql://dengji@/dengji?host=/run" if name == "database_url" else "0123456789abcdef", encoding="utf-8"
        )
        given[f"{name.upper()}_FILE"] = str(tmp_path / name)
    settings = Settings.read(given)
    assert (settings.https, settings.proxies, settings.demo, settings.log) == (True, 1, False, "json")
    assert data_folder(settings.database_url).is_dir()


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_every_service_is_kept_to_itself(path: Path) -> None:
    service = unit(path)["Service"]
    wanted = {
        "User": "dengji", "NoNewPrivileges": "yes", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "CapabilityBoundingSet": "", "WorkingDirectory": "/srv/dengji", "EnvironmentFile": "/etc/dengji/dengji.env",
    }  # fmt: skip
    assert {name: service.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.timer")), ids=lambda path: path.name)
def test_every_timer_calls_a_service(path: Path) -> None:
    assert path.with_suffix(".service").exists()
    assert unit(path)["Timer"]["Persistent"] == "yes"


def test_the_proxy_lets_through_what_the_program_takes() -> None:
    said = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    size = re.search(r"client_max_body_size (\d+)m;", said)
    assert size is not None
    assert int(size[1]) == Settings().max_upload_mb
    ports = set(re.findall(r"server 127\.0\.0\.1:(\d+)", said))
    assert ports == set(re.findall(r"dengji@(\d+)\.service", (DEPLOY / "dengji.target").read_text(encoding="utf-8")))
    passed = (DEPLOY / "dengji-proxy.conf").read_text(encoding="utf-8")
    for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-ID"):
        assert f"proxy_set_header {header} " in passed
    assert "$request_uri" not in re.search(r"log_format.*?;", said, re.DOTALL)[0]  # type: ignore[index]


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_every_script_can_be_read_by_a_shell(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_the_connections_of_a_process_are_counted_rightly() -> None:
    said = re.search(r"不超过 2×`DENGJI_THREADS`\+2 个（默认 (\d+) 个）；`max_connections` 默认 (\d+)，可供(.)个进程", GUIDE)
    assert said is not None
    pool = options("postgresql://localhost/x", Settings().threads)
    each = pool["pool_size"] + pool["max_overflow"]
    assert (int(said[1]), "一二三四五六七八九".index(said[3]) + 1) == (each, int(said[2]) // each)


def test_beats_have_a_table() -> None:
    assert {column.name for column in Model.metadata.tables["beat"].columns} == {"name", "at"}
