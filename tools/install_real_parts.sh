#!/usr/bin/env bash
# Install, by name from Debian, the real programs that `make test-real` tests against. Needs root (or sudo) and apt.
# Checkers of WARC and WACZ files and an S3 server come from PyPI.
# A part that cannot be had is a failure here, never a silent skip.
set -euo pipefail
cd "$(dirname "$0")/.."

parts=(
  nginx                                              # loads and answers the redirect map
  apache2 apache2-utils caddy wrk curl               # answer the old addresses too; measure it; replay expectations
  linkchecker                                        # walks the archive and the portal
  chromium                                           # opens archived and portal pages, with a request log
  fonts-noto-cjk                                     # so that screenshots and PDFs show Chinese
  fonts-arphic-ukai fonts-liberation                 # 楷体 and the Latin signs of the documents
  libreoffice-writer-nogui libreoffice-calc-nogui    # opens the forms and the opinion workbook
  poppler-utils                                      # reads the PDF pages back
  postgresql                                         # the ledger elsewhere
  php-cli php-sqlite3 php-xml php-mbstring php-gd php-curl    # run WordPress
)
command -v npm >/dev/null || parts+=(npm)                    # fetches the checkers of web pages
command -v java >/dev/null || parts+=(default-jre-headless)  # runs the HTML validator
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

# 仿宋 of the documents: two files of a large TeX package, taken out of it without TeX.
fandol="${XDG_DATA_HOME:-$HOME/.local/share}/fonts/fandol"
shared=usr/share/texlive/texmf-dist/fonts/opentype/public/fandol
if [ ! -f "$fandol/FandolFang-Regular.otf" ] && [ ! -f "/$shared/FandolFang-Regular.otf" ]; then
  fetched="$(mktemp -d)"
  (cd "$fetched" && apt-get download -qq texlive-lang-chinese && dpkg -x texlive-lang-chinese_*.deb .)
  mkdir -p "$fandol"
  cp "$fetched/$shared"/FandolFang-Regular.otf "$fetched/$shared"/FandolKai-Regular.otf "$fandol"/
  rm -rf "$fetched"
fi

# Replay and index of other people, in an environment of their own: pywb pins versions that nothing else wants.
checkers=.venv-checkers
if ! cmp -s requirements/checkers.txt "$checkers/ready"; then
  rm -rf "$checkers"
  "${PYTHON:-python3}" -m venv "$checkers"
  "$checkers/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements/checkers.txt
  cp requirements/checkers.txt "$checkers/ready"
fi
# Checkers of web pages, from npm: the validator of HTML and the one of accessibility.
web=.web-checkers
if ! cmp -s requirements/web-checkers.txt "$web/ready"; then
  rm -rf "$web"
  mkdir "$web"
  xargs npm install --prefix "$web" --no-save --no-fund --no-audit --silent <requirements/web-checkers.txt
  cp requirements/web-checkers.txt "$web/ready"
fi
# ReplayWeb.page, which shows WACZ files in a browser: the three files that a browser loads.
viewer=.cache/replaywebpage
viewer_digests="168f7aca8c597d078a0bbd9621f1eebb014cf8c48340ac43d428bb75ed7834e8  index.html
29a833e871e2f9b7f135f5b86bba0476b69ad975c129c2473ff5055f73f5a2d0  sw.js
ad95b260fa467a6c4799e669ad76ac8e7d5abefa71d1a2970ae6b63dc454a3c3  ui.js"
seen() { [ -d "$viewer" ] && (cd "$viewer" && sha256sum --check --status <<<"$viewer_digests"); }
if ! seen; then
  mkdir -p "$viewer"
  fetched="$(mktemp -d)"
  (cd "$fetched" && npm pack --silent replaywebpage@2.5.3 >/dev/null)
  tar -xzf "$fetched"/*.tgz -C "$viewer" --strip-components=1 package/index.html package/sw.js package/ui.js
  rm -rf "$fetched"
  seen || { echo "ReplayWeb.page is not what was pinned: $viewer" >&2; exit 1; }
fi
# WordPress and its SQLite plugin, out of a package of 151 MiB that is fetched once a machine: only 5 MB of it are kept.
wordpress=.cache/wordpress
kept="${XDG_CACHE_HOME:-$HOME/.cache}/gov-site-migrate/wordpress-6.5"
digests="264f163157658da2a4df8f9979f527fc806fd963039b4a14062ab99e8f44ecd9  wp-6.5.zip
fd6f40639954a24161f465620837326a75e0bb43029f9e734e64418d991001b2  sqlite-database-integration.zip"
whole() { [ -d "$1" ] && (cd "$1" && sha256sum --check --status <<<"$digests"); }
if ! whole "$wordpress"; then
  if ! whole "$kept"; then
    fetched="$(mktemp -d)"
    (cd "$fetched" && npm pack --silent @wp-playground/wordpress-builds@0.9.19 >/dev/null)
    mkdir -p "$kept"
    tar -xzf "$fetched"/*.tgz -C "$kept" --strip-components=3 \
      package/src/wordpress/wp-6.5.zip package/src/sqlite-database-integration/sqlite-database-integration.zip
    rm -rf "$fetched"
    whole "$kept" || { echo "WordPress is not what was pinned: $kept" >&2; exit 1; }
  fi
  mkdir -p "$wordpress"
  cp "$kept"/*.zip "$wordpress"/
fi
echo "real parts ready: ${parts[*]} pywb cdxj-indexer wacz moto ReplayWeb.page WordPress"
