"""The guide, the units and the proxy's settings say what the program is."""

from __future__ import annotations

import configparser
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask

from config import PROJECT, Settings
from models.declare import Model
from services.database import options
from views.ops.health import data_folder

DEPLOY = PROJECT / "deploy"
GUIDE, KEEPING = ((PROJECT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("production", "backup"))
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
    told = GUIDE + KEEPING + "".join(path.read_text(encoding="utf-8") for path in SERVICES)
    named = set(re.findall(r"flask ([a-z][a-z-]*)", told))
    assert {"create-admin", "backup", "audit", "tick"} <= named
    assert sorted(named - set(app.cli.commands)) == []


def test_every_file_of_the_guide_exists() -> None:
    for name in re.findall(r"`(dengji[@a-z.-]*\.(?:service|target)|deploy/[\w.-]+)`", GUIDE + KEEPING):
        assert (PROJECT / name).exists() or (DEPLOY / name).exists(), name


def test_every_unit_that_is_started_or_stopped_exists() -> None:
    named = re.findall(r"systemctl (?:start|stop|restart|enable --now) ([^`\n]+)", GUIDE + KEEPING)
    units = {unit for line in named for unit in line.split() if unit.startswith("dengji")}
    assert {"dengji.target", "dengji-backup.service"} <= units
    assert [name for name in units if not (DEPLOY / name).exists()] == []


def test_the_daily_backup_is_declared_once() -> None:
    """Where it goes and how many are kept stands in the unit; the guides say no other."""
    assert "[Service]" not in KEEPING + GUIDE
    command = unit(DEPLOY / "dengji-backup.service")["Service"]["ExecStart"]
    told = re.fullmatch(r"/srv/dengji/\.venv/bin/flask backup (\S+) --keep (\d+) --quiet", command)
    assert told is not None, command
    assert set(re.findall(r"(/var/[\w/-]*backup[\w-]*)", KEEPING + GUIDE)) == {told[1]}
    assert set(re.findall(r"(?:--keep |保留(?:最近)? )(\d+)", KEEPING + GUIDE)) == {told[2]}
    assert set(re.findall(r"[\w/]*dengji\.env", KEEPING)) == {"/etc/dengji/dengji.env"}
    assert "季度" not in GUIDE


def test_a_database_that_comes_up_late_needs_nobody() -> None:
    for name in ("dengji@.service", "dengji-prepare.service"):
        found = unit(DEPLOY / name)
        assert found["Service"]["Restart"] == "on-failure", name
        assert found["Unit"]["StartLimitIntervalSec"] == "0", "it may take longer than five tries"
        assert "Requires" not in found["Unit"], "what is required and fails is not tried again"
    assert "dengji-prepare.service" in unit(DEPLOY / "dengji@.service")["Unit"]["Wants"]


def test_a_process_listens_where_its_unit_says_whatever_the_settings_say() -> None:
    service = unit(DEPLOY / "dengji@.service")["Service"]
    command = service["ExecStart"].replace("%i", "8001").replace("/srv/dengji/.venv/bin/python app.py", sys.executable)
    printing = "import os; print(os.environ['HOST'], os.environ['PORT'])"
    overridden = {**os.environ, "HOST": "0.0.0.0", "PORT": "80"}
    made = subprocess.run([*command.split(), "-c", printing], env=overridden, check=True, capture_output=True, text=True)
    assert made.stdout.split() == ["127.0.0.1", "8001"]


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
    for server in re.split(r"^server \{", said, flags=re.MULTILINE)[1:]:
        assert re.findall(r"access_log +(\S+?)(?: (\S+))?;", server) in ([("off", "")], [("/var/log/nginx/dengji.log", "dengji")]), server
    assert "proxy_next_upstream error;" in passed, "whatever timed out may have been done"


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_every_script_can_be_read_by_a_shell(script: Path) -> None:
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_half_an_environment_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "wheelhouse").mkdir()
    shutil.copy(DEPLOY / "install.sh", tmp_path / "deploy")
    (tmp_path / "requirements.lock").touch()
    (tmp_path / "wheelhouse" / "SHA256SUMS").write_text(f"{sha256(b'').hexdigest()}  ../requirements.lock\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    made = subprocess.run(["sh", "deploy/install.sh"], cwd=tmp_path, env={**os.environ, "PYTHON": sys.executable}, check=False)
    assert made.returncode == 0
    assert (tmp_path / ".venv" / "bin" / "pip").exists()


def test_the_package_installs_what_its_own_list_names(tmp_path: Path) -> None:
    """The list that was committed, whatever the working tree has by now. In the place of pip, which needs the internet, stands a shell."""
    house, made = tmp_path / "house", tmp_path / "bin"
    (house / "deploy").mkdir(parents=True)
    made.mkdir()
    shutil.copy(DEPLOY / "pack.sh", house / "deploy")
    pip = '#!/bin/sh\n[ "$1" = -c ] && { echo 0.0.1; exit; }\nfor last; do :; done\nmkdir wheelhouse && cp "$last" wheelhouse/list.whl\n'
    (made / "python").write_text(pip, encoding="utf-8")
    (made / "python").chmod(0o755)
    (house / "requirements.lock").write_text("committed", encoding="utf-8")
    git = ["git", "-C", str(house), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *command], check=True)
    (house / "requirements.lock").write_text("not yet", encoding="utf-8")
    subprocess.run(["sh", "deploy/pack.sh"], cwd=house, env={**os.environ, "BIN": str(made)}, check=True, capture_output=True)
    with tarfile.open(house / "dengji-0.0.1.tar.gz") as packed:
        for name in ("requirements.lock", "wheelhouse/list.whl"):
            member = packed.extractfile(f"dengji-0.0.1/{name}")
            assert member is not None
            assert member.read() == b"committed", name


def test_the_connections_of_a_process_are_counted_rightly() -> None:
    said = re.search(r"不超过 2×`DENGJI_THREADS`\+2 个（默认 (\d+) 个）；`max_connections` 默认 (\d+)，可供(.)个进程", GUIDE)
    assert said is not None
    pool = options("postgresql://localhost/x", Settings().threads)
    each = pool["pool_size"] + pool["max_overflow"]
    assert (int(said[1]), "一二三四五六七八九".index(said[3]) + 1) == (each, int(said[2]) // each)


def test_beats_have_a_table() -> None:
    assert {column.name for column in Model.metadata.tables["beat"].columns} == {"name", "at"}
