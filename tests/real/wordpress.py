"""A real WordPress 6.5 on SQLite under `php -S`, for the tests of its adapter.

The two archives lie in `.cache/wordpress/` (tools/install_real_parts.sh puts them there). Nothing asks the outside.
"""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / ".cache" / "wordpress"
PLUGIN = ROOT / "migrate" / "portal" / "wordpress" / "gov-site-migrate.php"
_SET = [
    word for one in ("opcache.enable_cli=1", "opcache.revalidate_freq=0", "memory_limit=256M") for word in ("-d", one)
]
PHP = ("php", "-d", "display_errors=0", "-d", "log_errors=1", *_SET)
PATIENCE = 60.0

CONFIG = """<?php
define('DB_NAME', 'x'); define('DB_USER', ''); define('DB_PASSWORD', ''); define('DB_HOST', '');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false); define('DISALLOW_FILE_MODS', true);
foreach (['AUTH','SECURE_AUTH','LOGGED_IN','NONCE'] as $k) {
    define($k . '_KEY', 'only for tests'); define($k . '_SALT', 'only for tests');
}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) { define('ABSPATH', __DIR__ . '/'); }
require_once ABSPATH . 'wp-settings.php';
"""

INSTALL = """<?php
[, $url, $site] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($url, PHP_URL_HOST) . ':' . parse_url($url, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/'; $_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1'; $_SERVER['REQUEST_METHOD'] = 'GET';
define('WP_INSTALLING', true); define('WP_SITEURL', $url);
require $site . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
function wp_new_blog_notification() {}
wp_install('栖云县人民政府', 'owner', 'owner@qiyun.gov.example', true, '', 'unused ' . bin2hex(random_bytes(8)));
foreach (['siteurl' => $url, 'home' => $url, 'timezone_string' => 'Asia/Shanghai',
          'permalink_structure' => '/archives/%post_id%'] as $k => $v) { update_option($k, $v); }
foreach ([1, 2, 3] as $id) { wp_delete_post($id, true); }
$roles = ['mover' => 'editor', 'writer' => 'author', 'desk' => 'editor'];
foreach ($roles as $login => $role) {
    $id = wp_insert_user(['user_login' => $login, 'user_pass' => bin2hex(random_bytes(8)), 'role' => $role]);
    $name = $login === 'desk' ? 'desk' : 'gov-site-migrate';
    echo $login . ' ' . WP_Application_Passwords::create_new_application_password($id, ['name' => $name])[0] . "\\n";
}
"""

ROUTER = """<?php
$line = $_SERVER['REQUEST_METHOD'] . ' ' . $_SERVER['REQUEST_URI'] . "\\n";
file_put_contents(__DIR__ . '/asked.log', $line, FILE_APPEND | LOCK_EX);
$path = rawurldecode(parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
if ($path !== '/' && is_file(__DIR__ . $path) && !str_ends_with($path, '.php')) { return false; }
if (str_ends_with($path, '.php') && is_file(__DIR__ . $path)) { require __DIR__ . $path; return true; }
$_SERVER['SCRIPT_NAME'] = '/index.php';
require __DIR__ . '/index.php';
"""


@dataclass(frozen=True)
class WordPress:
    """A WordPress: its address, where it lies, and the application password of each account."""

    url: str
    folder: Path
    passwords: dict[str, str]

    @property
    def database(self) -> Path:
        return self.folder / "wp-content" / "database" / ".ht.sqlite"

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, beside WordPress."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(sql, values).fetchall()

    def wipe(self) -> None:
        """Bring the database and the uploads back to what they were after `install`."""
        shutil.copyfile(self.folder / "pristine.sqlite", self.database)
        shutil.rmtree(self.folder / "wp-content" / "uploads", ignore_errors=True)


def install(folder: Path, port: int, *, plugin: bool = True) -> WordPress:
    """Unpack and install WordPress into a folder; it is not running yet."""
    url = f"http://127.0.0.1:{port}"
    _unpack(PARTS / "wp-6.5.zip", folder)
    _unpack(
        PARTS / "sqlite-database-integration.zip", folder / "wp-content" / "plugins" / "sqlite-database-integration"
    )
    shutil.rmtree(folder / "wp-content" / "database", ignore_errors=True)  # the archive ships an installed one
    database = folder / "wp-content" / "plugins" / "sqlite-database-integration"
    text = (database / "db.copy").read_text("utf-8")
    text = text.replace("'{SQLITE_IMPLEMENTATION_FOLDER_PATH}'", f"'{database}'")
    text = text.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php")
    (folder / "wp-content" / "db.php").write_text(text, "utf-8")
    (folder / "wp-config.php").write_text(CONFIG, "utf-8")
    (folder / "router.php").write_text(ROUTER, "utf-8")
    (folder / "install.php").write_text(INSTALL, "utf-8")
    if plugin:
        (folder / "wp-content" / "mu-plugins").mkdir(exist_ok=True)
        shutil.copy(PLUGIN, folder / "wp-content" / "mu-plugins")
    done = subprocess.run(
        [*PHP, str(folder / "install.php"), url, str(folder)], capture_output=True, text=True, check=False, cwd=folder
    )
    lines = [
        line.partition(" ") for line in done.stdout.splitlines() if line.startswith(("mover ", "writer ", "desk "))
    ]
    assert done.returncode == 0 and len(lines) == 3, done.stdout + done.stderr
    (folder / "install.php").unlink()
    made_here = WordPress(url, folder, {login: password for login, _, password in lines})
    shutil.copyfile(made_here.database, folder / "pristine.sqlite")
    return made_here


@contextmanager
def running(site: WordPress, *, workers: int = 2) -> Iterator[WordPress]:
    """Serve the site; every process of it is gone afterwards."""
    port = site.url.rpartition(":")[2]
    with (site.folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            [*PHP, "-S", f"127.0.0.1:{port}", "-t", str(site.folder), str(site.folder / "router.php")],
            cwd=site.folder,
            env={**os.environ, "PHP_CLI_SERVER_WORKERS": str(workers)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait(site.url)
        yield site
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port() -> int:
    """Give a port of loopback that nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _unpack(archive: Path, folder: Path) -> None:
    """Unpack; a single folder around everything is left out."""
    with zipfile.ZipFile(archive) as packed:
        names = [one for one in packed.namelist() if not one.endswith("/")]
        top = names[0].split("/")[0] + "/"
        around = top if all(one.startswith(top) for one in names) else ""
        for name in names:
            place = folder / name.removeprefix(around)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(packed.read(name))


def _wait(url: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if requests.get(f"{url}/?rest_route=/", timeout=PATIENCE).status_code == 200:
                return
        except requests.RequestException:
            pass
        if time.monotonic() > until:
            raise AssertionError(f"no answer from {url}")
        time.sleep(0.2)
