"""What the processor can do that changes the values of 8-bit models."""

from functools import cache
from pathlib import Path

CPU_INFO = Path("/proc/cpuinfo")
VNNI = {"avx512_vnni", "avx_vnni"}


@cache
def saturates() -> bool:
    """Return whether sums of 8-bit products saturate at 16 bits here: on x86 with AVX2 and without VNNI.

    Other processors, ARM and x86 before AVX2 among them, sum at 32 bits; what cannot be read counts as one of them.
    """
    flags = _flags()
    return "avx2" in flags and not flags & VNNI


def _flags() -> set[str]:
    try:
        lines = CPU_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    return next((set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")), set())
