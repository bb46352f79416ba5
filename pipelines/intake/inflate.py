"""Unpacking one member of a zip package with isal: twice as fast as Python's own zlib.

A sheet's XML is unpacked a second time after the reader, and is the largest thing there is. Belongs
here: the bytes of a member, checked as ``zipfile`` checks them. Does not belong here: which member.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

from isal import isal_zlib

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_MAGIC = b"PK\x03\x04"
_RAW = -15
"""Deflate without a header of its own."""


def inflated(content: bytes, member: zipfile.ZipInfo, block: int) -> Iterator[bytes]:
    """Yield a member's bytes, ``block`` packed bytes at a time, never more than it says to have.

    Raises:
        zipfile.BadZipFile: the member's place, its end or its checksum is not as it should be.
        zlib.error: the packed bytes are damaged.
        NotImplementedError: it is packed in a way other than deflate.
        RuntimeError: it is encrypted.
    """
    left, checksum = member.file_size, 0
    for piece in _pieces(content, member, block):
        shown = piece[:left] if len(piece) > left else piece
        left -= len(shown)
        checksum = isal_zlib.crc32(shown, checksum)
        yield shown
        if not left:
            break
    if left or checksum != member.CRC:
        raise zipfile.BadZipFile(f"Bad CRC-32 for file {member.filename!r}")


def _pieces(content: bytes, member: zipfile.ZipInfo, block: int) -> Iterator[bytes]:
    packed = _packed(content, member)
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + block]) for at in range(0, len(packed), block))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(f"compression type {member.compress_type}")
    inflate = isal_zlib.decompressobj(_RAW)
    try:
        for at in range(0, len(packed), block):
            yield inflate.decompress(packed[at : at + block])
            if inflate.eof:
                return
        yield inflate.flush()
    except isal_zlib.error as error:  # type: ignore[misc]
        raise zlib.error(str(error)) from error


def _packed(content: bytes, member: zipfile.ZipInfo) -> memoryview:
    if member.flag_bits & 1:
        raise RuntimeError(f"File {member.filename!r} is encrypted")
    start = member.header_offset + _LOCAL_HEADER.size
    header = content[member.header_offset : start]
    if len(header) < _LOCAL_HEADER.size or not header.startswith(_MAGIC):
        raise zipfile.BadZipFile("Bad magic number for file header")
    _, name, extra = _LOCAL_HEADER.unpack(header)
    start += name + extra
    return memoryview(content)[start : start + member.compress_size]
