"""A picture for people to send, made here so that no binary file has to be kept."""

from __future__ import annotations

import struct
import zlib

SIZE = 64


def square() -> bytes:
    """A blue square as PNG."""
    rows = (b"\0" + bytes((0x2B, 0x6C, 0xB0)) * SIZE) * SIZE
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
