#!/bin/sh
# What the tests run beside Python: a PostgreSQL server, a browser, outside verifiers in Go and C, readers of PDF.
# With `pango` only what the PDFs of bulletins need: `make demo` runs it so.
# On Debian, as root, missing packages are installed; elsewhere they are named and the tests say what they skip.
set -eu
missing=""
need() { # COMMAND-OR-PATH PACKAGE
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
library() { # NAME PACKAGE
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1" || missing="$missing $2"
}
if command -v dpkg >/dev/null 2>&1; then
  library libpango-1.0.so libpango-1.0-0
  library libpangoft2-1.0.so libpangoft2-1.0-0
  library libharfbuzz-subset.so libharfbuzz-subset0
fi
if [ "${1:-}" != pango ]; then
need cc gcc
need chromium chromium
need go golang-go
need /usr/share/gocode/src/golang.org/x/mod golang-golang-x-mod-dev
need node nodejs
need npm npm
need pdfinfo poppler-utils
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing:$missing"
  # shellcheck disable=SC2086
  if ! { apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null; }; then
    # The site is whole without its PDFs; tests without their servers are not.
    [ "${1:-}" = pango ] || exit 1
    echo "could not be installed; the bulletins have no PDFs"
  fi
else
  echo "not here; no PDFs without Pango, and some tests will say what they skip:$missing"
fi
