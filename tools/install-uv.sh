#!/bin/sh
# Install uv into the folder $2 with the Python $1: by a virtual environment, else by pip alone.
set -eu
python=$1
target=$2
# pip asks rustc for its version, and rustup would answer by writing into the home folder
export RUSTUP_HOME="$target/rustup"
if "$python" -m venv "$target" >/dev/null 2>&1; then
    "$target/bin/python" -m pip install --quiet --disable-pip-version-check uv
elif "$python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$target"
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --target "$target" uv
else
    echo "make: $python has neither venv nor pip. Install uv, or the venv module of your system's Python." >&2
    exit 1
fi
