"""The lexicons as files: YAML comes in, values that were checked against a type go out.

What a linguist would edit lies in `LEXICON`, a file for each part of the pipeline; the module that uses a
file says of which form it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from graph.errors import DothiError

LEXICON = Path(__file__).parent / "lexicon"
"""The folder of the lexicons that ship."""

_T = TypeVar("_T")


def read_yaml(path: Path, kind: type[_T], *, strict: bool = True) -> _T:
    """Read a lexicon file and check it against `kind`; where it is not `strict`, "5" is also a number.

    Raises:
        DothiError: the file is missing or does not have that form; the line says where.

    >>> sorted(read_yaml(LEXICON / "countries.yaml", dict[str, object]))
    ['everyday', 'short']
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return msgspec.convert(data, kind, strict=strict)
    except OSError as error:
        raise DothiError(f"{path}: cannot be read ({error.strerror}); reinstall dothi") from error
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise DothiError(f"{path}: not a valid lexicon file: {' '.join(str(error).split())}") from error
