#!/bin/sh
# What the tests run beside Python: a PostgreSQL server, a browser, and outside verifiers in Go and C.
# On Debian, as root, missing packages are installed; elsewhere they are named and the tests say what they skip.
set -eu
missing=""
need() { # COMMAND-OR-PATH PACKAGE
  command -v "$1" >/dev/null 2>&1 || [ -e "$1" ] || missing="$missing $2"
}
need cc gcc
need chromium chromium
need go golang-go
need /usr/share/gocode/src/golang.org/x/mod golang-golang-x-mod-dev
need node nodejs
need npm npm
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing for the tests:$missing"
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
  echo "not here, and some tests will say so:$missing"
fi
