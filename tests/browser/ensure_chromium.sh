#!/usr/bin/env bash
# Make sure that the browser tests find a Chromium: the system's, else Playwright's, else install one.
set -euo pipefail
PYTHON="${PYTHON:-python3}"

found() { "$PYTHON" -m tests.browser.chromium >/dev/null 2>&1; }

found && exit 0
if [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests (apt-get)"
    log="$(mktemp)"
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        chromium fonts-dejavu-core; } >"$log" 2>&1 || tail -n 5 "$log" >&2
    rm -f "$log"
    found && exit 0
fi
echo "Installing Chromium for the browser tests (playwright)"
"$PYTHON" -m playwright install chromium || true
found && exit 0
cat >&2 <<'SAY'
The browser tests need Chromium, and it could not be installed from here. Do one of these, then make test again:
  Debian, Ubuntu:  sudo apt-get install chromium
  Fedora:          sudo dnf install chromium
  macOS:           brew install --cask chromium   (or install Google Chrome)
  elsewhere:       VITRINA_CHROMIUM=/path/to/chromium make test
SAY
exit 1
