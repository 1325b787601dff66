"""How a file is written: whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import IO

__all__ = ["replacing"]


@contextlib.contextmanager
def replacing(path: Path) -> Generator[IO[bytes]]:
    """Give a file to write to that takes the name of another when all is written; a device is written to as it is.

    Args:
        path: the file; a link is followed.

    Raises:
        OSError: when it cannot be written; what stood there before is still there then.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    target = path.resolve()
    exists = target.exists()
    if exists and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb", io.DEFAULT_BUFFER_SIZE) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if exists else 0o666 & ~_umask())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
