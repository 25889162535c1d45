"""What is read of a catalogue is kept beside it, and is never older than it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from texts import catalog
from texts.catalog import Catalog

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def po(tmp_path: Path) -> Iterator[Path]:
    catalog._compile.cache_clear()
    yield write(tmp_path, "Hei")
    catalog._compile.cache_clear()


def write(folder: Path, said: str) -> Path:
    file = folder / "nb.po"
    file.write_text(f'{HEAD}msgid "greeting"\nmsgstr "{said}"\n', encoding="utf-8")
    return file


def said(folder: Path) -> str:
    """As a process says it that starts now."""
    catalog._compile.cache_clear()
    return str(Catalog(folder).of("nb")("greeting"))


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "__pycache__").iterdir())


def test_the_second_start_reads_what_is_kept(po: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(po.parent) == "Hei"
    (file,) = kept(po.parent)
    monkeypatch.setattr(catalog, "_compiled", None)  # whoever reads the source again breaks
    assert said(po.parent) == "Hei"
    assert kept(po.parent) == [file]


def test_another_source_is_another_file_even_with_the_same_time(po: Path) -> None:
    assert said(po.parent) == "Hei"
    times = po.stat().st_atime_ns, po.stat().st_mtime_ns
    write(po.parent, "God")
    os.utime(po, ns=times)
    assert said(po.parent) == "God"
    assert len(kept(po.parent)) == 1


@pytest.mark.parametrize("rest", [b"", b"\xde\x12\x04\x95", b"no catalogue at all"])
def test_what_is_damaged_is_made_anew(po: Path, rest: bytes) -> None:
    assert said(po.parent) == "Hei"
    (file,) = kept(po.parent)
    file.write_bytes(rest)
    assert said(po.parent) == "Hei"
    assert kept(po.parent) == [file]
    assert file.read_bytes() != rest


def test_where_nothing_can_be_kept_it_is_read_each_time(po: Path) -> None:
    (po.parent / "__pycache__").write_text("in the way")
    assert said(po.parent) == "Hei"
    assert said(po.parent) == "Hei"
