"""A WordPress of its own, from the packages of Debian, in a folder that is thrown away."""

import getpass
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from tests.server import ask, free_port

CODE = Path("/usr/share/wordpress")
THEME = CODE / "wp-content" / "themes" / "twentytwentythree"
WANTED = ("mariadbd", "mariadb-install-db", "mariadb", "php")
PACKAGES = (
    "wordpress wordpress-theme-twentytwentythree php-cli php-mysql php-curl php-xml php-mbstring "
    "mariadb-server"
)

# WordPress asks no address of this machine and no unusual port, unless it is told that it may.
MAY_ASK = """<?php
add_filter('http_request_host_is_external', fn($is, $host) => $is || $host === 'localhost', 10, 2);
add_filter('http_allowed_safe_ports', fn($ports) => [...$ports, PORT]);
"""
INSTALL = """
define('WP_INSTALLING', true);
require 'wp-load.php';
require 'wp-admin/includes/upgrade.php';
wp_install('A paper', 'editor', 'editor@paper.example', true, '', 'SECRET');
"""
# As the editor's Embed block writes an address.
POST = """
require 'wp-load.php';
wp_set_current_user(1);
$block = '<!-- wp:embed {"url":"ADDRESS"} --><figure class="wp-block-embed">'
    . '<div class="wp-block-embed__wrapper">' . "\\nADDRESS\\n"
    . '</div></figure><!-- /wp:embed -->';
echo get_permalink(wp_insert_post(
    ['post_title' => 'An article', 'post_status' => 'publish', 'post_content' => $block]));
"""


def missing() -> bool:
    """Whether something of it is not installed."""
    return not (THEME.is_dir() and all(map(shutil.which, WANTED)))


class Site:
    """A site in ``folder`` whose editors may paste addresses of this machine with ``port``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.code, self.data = folder / "site", folder / "data"
        self.socket, self.port = folder / "socket", free_port()
        self.secret = secrets.token_hex(16)
        shutil.copytree(CODE, self.code)
        (self.code / "wp-config.php").write_text(self._configuration())
        plugins = self.code / "wp-content" / "mu-plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "may-ask.php").write_text(MAY_ASK.replace("PORT", str(port)))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _configuration(self) -> str:
        keys = "AUTH SECURE_AUTH LOGGED_IN NONCE".split()
        said = {
            "DB_NAME": "wordpress",
            "DB_USER": "wordpress",
            "DB_PASSWORD": self.secret,
            "DB_HOST": f"localhost:{self.socket}",
            "WP_HOME": self.url,
            "WP_SITEURL": self.url,
            **{f"{key}_{sort}": secrets.token_hex(32) for key in keys for sort in ("KEY", "SALT")},
        }
        lines = [f"define('{name}', '{value}');" for name, value in said.items()]
        lines += ["define('DISABLE_WP_CRON', true);", "define('AUTOMATIC_UPDATER_DISABLED', true);"]
        lines += [
            "$table_prefix = 'wp_';",
            "defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');",
        ]
        return "\n".join(["<?php", *lines, "require_once ABSPATH . 'wp-settings.php';", ""])

    @contextmanager
    def running(self) -> Iterator[None]:
        """Its database and its server, until the end of the block."""
        user = f"--user={getpass.getuser()}"
        _run("mariadb-install-db", "--no-defaults", f"--datadir={self.data}", user,
             "--auth-root-authentication-method=normal", "--skip-test-db")  # fmt: skip
        database = ["mariadbd", "--no-defaults", f"--datadir={self.data}", user,
                    "--skip-networking", f"--socket={self.socket}"]  # fmt: skip
        pages = ["php", "-S", f"127.0.0.1:{self.port}", "-t", str(self.code)]
        with _process(database), _process(pages, PHP_CLI_SERVER_WORKERS="4"):
            _wait(self.socket.exists, "the database")
            self._sql(
                "CREATE DATABASE wordpress; CREATE USER wordpress@localhost IDENTIFIED BY "
                f"'{self.secret}'; GRANT ALL ON wordpress.* TO wordpress@localhost"
            )
            self.php(INSTALL.replace("SECRET", self.secret))
            _wait(self._answers, "the first page")
            yield

    def article(self, address: str) -> str:
        """The address of a new article with an address pasted into its Embed block."""
        return self.php(POST.replace("ADDRESS", address)).strip()

    def php(self, program: str) -> str:
        return _run("php", "-d", "display_errors=stderr", "-r", program, folder=self.code)

    def _sql(self, statement: str) -> None:
        _run("mariadb", "--no-defaults", f"--socket={self.socket}", "-u", "root", "-e", statement)

    def _answers(self) -> bool:
        with suppress(OSError, HTTPException):
            return bool(ask(self.port, "GET", "/")[0] == 200)
        return False


def _run(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def _process(command: list[str], **environment: str) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=40)


def _wait(until: Callable[[], bool], what: str) -> None:
    for _ in range(300):
        if until():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")
