# Sourced by scripts/demo and scripts/test: a virtual environment with this checkout installed.
#
# set_up base|all installs the package (with the extras "all" where asked) into .venv and leaves
# a stamp there, so that the next call has nothing to do until pyproject.toml changes.

say() { printf '%s\n' "$*" >&2; }

is_good_python() {
  "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local name
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && is_good_python "$name"; then
      command -v "$name"
      return
    fi
  done
  say "Python 3.11 or newer with its venv module was not found."
  say "Install it (on Debian or Ubuntu: python3 and python3-venv), or set PYTHON to where it is."
  return 1
}

stamp() { printf '%s %s\n' "$PWD" "$(cksum < pyproject.toml)"; }

has_stamp() { [ -f ".venv/stamp-$1" ] && [ "$(cat ".venv/stamp-$1")" = "$(stamp)" ]; }

set_up() {
  local wanted=$1 extras=""
  if has_stamp all || has_stamp "$wanted"; then
    return
  fi
  if [ ! -x .venv/bin/python ] || ! is_good_python .venv/bin/python; then
    local python
    python=$(find_python) || exit 1
    say "Making the virtual environment .venv with $("$python" --version) ..."
    "$python" -m venv --clear .venv
  fi
  if [ "$wanted" = all ]; then
    extras="[all]"
    say "Installing digit-reader with all that tests and training need (some minutes) ..."
  else
    say "Installing digit-reader (about a minute) ..."
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".$extras"
  stamp > ".venv/stamp-$wanted"
}
