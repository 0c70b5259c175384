#!/bin/sh
# Install from the wheelhouse beside the source, without internet. Run again after an upgrade. PYTHON names another python3.11.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3.11}"

command -v "$python" >/dev/null 2>&1 || { echo "没有找到 $python，请先安装 Python 3.11（含 venv 模块）。" >&2; exit 2; }
[ -f wheelhouse/SHA256SUMS ] || { echo "没有 wheelhouse 目录，请用 make wheelhouse 打出的安装包。" >&2; exit 2; }
(cd wheelhouse && sha256sum --quiet --check SHA256SUMS) || { echo "安装包已损坏，请重新拷贝。" >&2; exit 1; }

# An environment of another Python, or half of one, is made anew.
.venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || "$python" -m venv --clear .venv
.venv/bin/python -m pip --isolated install --quiet --disable-pip-version-check --no-index --find-links wheelhouse --require-hashes -r requirements.lock
.venv/bin/python -m pip check
echo "安装完成。"
