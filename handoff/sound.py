"""Telephone sound as it is kept, and as a player wants it. Kept is G.711 mu-law, a byte a sample, 8000 a second:
https://www.itu.int/rec/T-REC-G.711. Given out is a WAV of 16-bit samples, which every browser plays."""

from __future__ import annotations

import audioop
import struct
from collections.abc import Iterable
from dataclasses import dataclass

RATE = 8000
HEADER = 44
_WIDTH = 2


@dataclass(frozen=True)
class Sound:
    """A stretch of a WAV file that is `whole` bytes long, from the byte `first` on."""

    data: bytes
    first: int
    whole: int


def whole(size: int) -> int:
    """How long the WAV of so many samples is."""
    return HEADER + _WIDTH * size


def samples(first: int, last: int) -> tuple[int, int]:
    """From which sample to which these bytes of a WAV need them."""
    return max(first - HEADER, 0) // _WIDTH, max(last - HEADER, 0) // _WIDTH


def stretch(size: int, first: int, last: int, parts: Iterable[tuple[int, bytes]]) -> bytes:
    """The bytes `first` to `last` of the WAV of a recording of `size` samples. `parts` are what is kept of it there, in
    order, each with the number of its first sample."""
    from_sample, to_sample = samples(first, last)
    kept = bytearray()
    for starts, audio in parts:
        kept += audio[max(from_sample - starts, 0) : max(to_sample + 1 - starts, 0)]
    pcm = audioop.ulaw2lin(bytes(kept), _WIDTH)
    begins = HEADER + _WIDTH * from_sample
    data = _header(size)[first:] + pcm if first < HEADER else pcm[first - begins :]
    return data[: last + 1 - first]


def _header(size: int) -> bytes:
    """https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html"""
    data = _WIDTH * size
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * _WIDTH, _WIDTH, 8 * _WIDTH)
    return struct.pack("<4sI4s", b"RIFF", HEADER - 8 + data, b"WAVE") + form + struct.pack("<4sI", b"data", data)
