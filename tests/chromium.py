"""The browser of the browser tests: one that is there, else one is installed: `python -m tests.chromium`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
ON_A_MAC = "/Applications/{0}.app/Contents/MacOS/{0}"
MISSING = (
    "The browser tests need Chromium and libatomic. Install them (Debian: `apt-get install chromium libatomic1` as root), "
    "or name a browser: `make test CHROMIUM=/path/to/chromium`. All else runs without: `make test TESTS=tests/flows`."
)


DRIVER = (sys.executable, "-m", "playwright")


def _runs(*program: Path | str) -> bool:
    """Whether it starts: a name may be a stand-in for a package that is not there, a download may lack libraries."""
    try:
        return subprocess.run([*program, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _own() -> str:
    """Where Playwright's own browser is, or would be."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def find() -> Path | None:
    """The browser that CHROMIUM names, else the machine's, else Playwright's own; None if none, or no driver, starts."""
    if not _runs(*DRIVER):
        return None
    if named := os.environ.get("CHROMIUM"):
        return Path(named) if _runs(named) else None
    there = [shutil.which(name) for name in NAMES]
    there += [ON_A_MAC.format(name) for name in ("Chromium", "Google Chrome")]
    found = next((one for one in there if one and _runs(one)), None) or _own()
    return Path(found) if _runs(found) else None


def install() -> Path | None:
    """From the distribution as root, else Playwright's own, which needs no root."""
    root = os.geteuid() == 0 and shutil.which("apt-get")
    own = [*DRIVER, "install", "--no-shell", "chromium", *(["--with-deps"] if root else [])]
    packaged = (
        [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium", "libatomic1"]] if root else []
    )
    for steps in (packaged, [own]):
        for step in steps:
            subprocess.run(step, capture_output=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
        if found := find():
            return found
    return None


def main() -> int:
    """Silent where there is one; exit code 2 and one line where there is none and none can be had."""
    if find():
        return 0
    if not os.environ.get("CHROMIUM"):
        sys.stdout.write("Setting up a browser for the tests (once) ...\n")
        sys.stdout.flush()
        if install():
            return 0
    sys.stderr.write(f"{MISSING}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
