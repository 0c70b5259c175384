#!/bin/sh
# `make wheelhouse`: everything that a machine without internet needs, in one file: the source as committed, the wheels that
# requirements.lock names (checked against its hashes), and sums of all of it. Run it on a machine of the same kind as the target:
# the same processor and Linux, Python 3.11.
set -eu
cd "$(dirname "$0")/.."
python="${BIN:-.venv/bin}/python"
version="$("$python" -c 'from views.version import version; print(version())')"
name="dengji-$version"

room="$(mktemp -d)"
trap 'rm -rf "$room"' EXIT
git archive --prefix="$name/" HEAD | tar -x -C "$room"

# The list of what is committed, like the source: another would not install it.
rm -rf wheelhouse
"$python" -m pip download --quiet --disable-pip-version-check --require-hashes --only-binary :all: -d wheelhouse \
    -r "$room/$name/requirements.lock"
(cd wheelhouse && sha256sum -- *.whl > SHA256SUMS)

cp -R wheelhouse "$room/$name/"
tar -c -z --owner=0 --group=0 --numeric-owner --sort=name -f "$name.tar.gz" -C "$room" "$name"
sha256sum "$name.tar.gz" > "$name.tar.gz.sha256"
echo "$name.tar.gz：$(ls wheelhouse | grep -c '\.whl$') 个安装包，$(du -h "$name.tar.gz" | cut -f1)"
