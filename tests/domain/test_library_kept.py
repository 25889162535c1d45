"""The library is kept as it was read; whatever has changed, or is wrong with what was kept, it is read anew."""

import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.programmes import CONTENT, ContentFault, content, kept, programmes, read_library

Read = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programmes of one's own, and nothing kept yet."""
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "kept")
    for room in ("programmes", "questionnaires"):
        shutil.copytree(CONTENT / room, tmp_path / "own" / room)
    return tmp_path / "own"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read one by one, as the library is when it is not kept."""
    seen: list[str] = []

    def noted(path: Path, *rest: Any) -> Any:
        seen.append(path.name)
        return content.read(path, *rest)

    monkeypatch.setattr(programmes, "read", noted)
    return seen


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_is_read_once(folder: Path, files: list[str]) -> None:
    first = read_library(folder)
    assert "ta-tak.toml" in files
    files.clear()
    again = read_library(folder)
    assert files == []
    assert (again.programmes, again.questionnaires, again.groups) == (
        first.programmes,
        first.questionnaires,
        first.groups,
    )
    assert (again.helplines, again.guides) == (first.helplines, first.guides)
    despair = "jeg orker ikke å leve lenger"
    assert again.danger.seen_in(despair)
    assert not again.danger.seen_in("jeg orker ikke å komme på tirsdag")


def test_a_change_in_any_file_is_seen(folder: Path) -> None:
    seats = read_library(folder).programmes["ta-tak"].seats
    change(folder / "programmes" / "ta-tak.toml", f"seats = [{seats[0]}, {seats[1]}]", f"seats = [{seats[0]}, 30]")
    assert read_library(folder).programmes["ta-tak"].seats == (seats[0], 30)
    (folder / "programmes" / "smil.toml").unlink()
    assert "smil" not in read_library(folder).programmes
    assert "smil" in read_library().programmes


def test_a_guide_of_ones_own_is_found(folder: Path) -> None:
    assert read_library(folder).guides["nb"].is_relative_to(CONTENT)
    own = folder / "guides" / "coordinator.nb.md"
    own.parent.mkdir()
    own.write_text("# Hos oss", encoding="utf-8")
    assert read_library(folder).guides["nb"] == own


def test_a_guide_that_leads_nowhere_is_seen_when_it_is_there_again(folder: Path, tmp_path: Path) -> None:
    own = folder / "guides" / "coordinator.nb.md"
    own.parent.mkdir()
    own.symlink_to(tmp_path / "shared.md")
    assert read_library(folder).guides["nb"].is_relative_to(CONTENT)
    (tmp_path / "shared.md").write_text("# Hos oss", encoding="utf-8")
    assert read_library(folder).guides["nb"] == own


def test_a_guide_is_looked_for_where_the_folder_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(CONTENT / "guides", folder / "guides")
    monkeypatch.chdir(folder.parent)
    linked = folder.with_name("linked")
    linked.symlink_to(folder)
    for named in (Path(folder.name), linked, folder):
        assert read_library(named).guides["nb"].is_relative_to(named)


def test_two_files_made_one_are_not_what_they_were(folder: Path) -> None:
    first, second = (folder / "questionnaires" / name for name in ("aa.toml", "ab.toml"))
    first.write_text("# ", encoding="utf-8")
    second.write_text("# more", encoding="utf-8")
    before = kept.fingerprint(folder)
    first.write_text("# questionnaires/ab.toml# more", encoding="utf-8")
    second.unlink()
    assert kept.fingerprint(folder) != before


@pytest.mark.skipif(sys.platform == "darwin", reason="has no such names")
def test_names_need_not_be_utf_8(folder: Path) -> None:
    strange = os.fsdecode(b"m\xf8te")
    (folder / "programmes" / "smil.toml").rename(folder / "programmes" / f"{strange}.toml")
    assert "smil" in read_library(folder).programmes
    assert "smil" in read_library(folder.rename(folder.with_name(strange))).programmes


def test_what_is_wrong_is_told_each_time(folder: Path) -> None:
    change(folder / "programmes" / "ta-tak.toml", "seats =", "saets =")
    for _ in range(2):
        with pytest.raises(ContentFault, match="did you mean seats"):
            read_library(folder)
    assert not list(kept.FOLDER.glob("*"))


@pytest.mark.parametrize("broken", [b"", b"\x80\x04nothing", b"cos\nnowhere\n.", b"\x80\x04N."])
def test_what_was_kept_and_is_broken_is_read_anew(folder: Path, files: list[str], broken: bytes) -> None:
    first = read_library(folder)
    (file,) = kept.FOLDER.iterdir()
    file.write_bytes(broken)
    files.clear()
    assert read_library(folder).programmes == first.programmes
    assert files


def test_where_nothing_can_be_written_it_is_read_each_time(
    folder: Path, files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDER", folder / "programmes" / "ta-tak.toml")  # no folder, and none can be made there
    read_library(folder)
    files.clear()
    assert "ta-tak" in read_library(folder).programmes
    assert files


def test_what_is_written_while_it_is_read_is_not_kept_under_the_old_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(path: Path, *rest: Any) -> Any:
        found = content.read(path, *rest)
        if path.name == "ta-tak.toml":
            path.write_text(path.read_text(encoding="utf-8") + "\n# more\n", encoding="utf-8")
        return found

    monkeypatch.setattr(programmes, "read", slowly)
    read_library(folder)
    assert not kept.FOLDER.exists()


def test_what_is_taken_away_while_it_is_read_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(path: Path, *rest: Any) -> Any:
        found = content.read(path, *rest)
        if path.name == "ta-tak.toml":
            path.unlink()
            path.symlink_to("nowhere")
        return found

    monkeypatch.setattr(programmes, "read", slowly)
    assert "ta-tak" in read_library(folder).programmes
    assert not kept.FOLDER.exists()


def test_a_full_disk_leaves_nothing_behind(folder: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        assert read_library(folder).programmes
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert not list(kept.FOLDER.iterdir())


def test_what_was_left_half_written_goes_with_the_oldest(folder: Path) -> None:
    kept.FOLDER.mkdir()
    (kept.FOLDER / "library.0.1234").write_bytes(b"\x80")
    for number in range(kept.MOST):
        kept.keep(str(number), None)
    assert not list(kept.FOLDER.glob("*.1234"))


def test_few_are_kept(folder: Path) -> None:
    for number in range(kept.MOST + 3):
        with (folder / "programmes" / "ta-tak.toml").open("a", encoding="utf-8") as file:
            file.write(f"\n# {number}\n")
        read_library(folder)
    assert len(list(kept.FOLDER.iterdir())) == kept.MOST
