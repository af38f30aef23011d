#!/usr/bin/env bash
# Install, by name from Debian, the real programs that `make test-real` tests against. Needs root (or sudo) and apt.
# Two checkers of WARC files come from PyPI.
# A part that cannot be had is a failure here, never a silent skip.
set -euo pipefail
cd "$(dirname "$0")/.."

parts=(
  nginx                                              # loads and answers the redirect map
  linkchecker                                        # walks the archive and the portal
  chromium                                           # opens archived and portal pages, with a request log
  fonts-noto-cjk                                     # so that screenshots and PDFs show Chinese
  libreoffice-writer-nogui libreoffice-calc-nogui    # opens the forms and the opinion workbook
  poppler-utils                                      # reads the PDF pages back
  postgresql                                         # the ledger elsewhere
)
missing=()
for part in "${parts[@]}"; do
  dpkg-query -W -f='${Status}' "$part" 2>/dev/null | grep -q 'install ok installed' || missing+=("$part")
done
if [ "${#missing[@]}" -gt 0 ]; then
  run=()
  [ "$(id -u)" -eq 0 ] || run=(sudo)
  "${run[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Replay and index of other people, in an environment of their own: pywb pins versions that nothing else wants.
checkers=.venv-checkers
if ! cmp -s requirements/checkers.txt "$checkers/ready"; then
  rm -rf "$checkers"
  "${PYTHON:-python3}" -m venv "$checkers"
  "$checkers/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements/checkers.txt
  cp requirements/checkers.txt "$checkers/ready"
fi
echo "real parts ready: ${parts[*]} pywb cdxj-indexer"
