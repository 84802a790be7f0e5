"""The small words that shape a clause: case words, voice, conjunctions, aspect, classifiers, pointers.

They stand in ``lexicon/function_words.yaml``, each with an example; what goes out are sets of syllables.
"""

from __future__ import annotations

from functools import cache

import msgspec

from pipelines.lexicon_files import LEXICON, read_yaml


class FunctionWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One syllable and a phrase that holds it."""

    word: str
    example: str


class FunctionWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lists of ``function_words.yaml``, by what the words do."""

    case: tuple[FunctionWord, ...]
    voice: tuple[FunctionWord, ...]
    clause: tuple[FunctionWord, ...]
    aspect: tuple[FunctionWord, ...]
    noun: tuple[FunctionWord, ...]
    deixis: tuple[FunctionWord, ...]


@cache
def function_words() -> FunctionWords:
    """Read and check the lists.

    Raises:
        DothiError: the file is missing or is not what it should be.
    """
    return read_yaml(LEXICON / "function_words.yaml", FunctionWords)


@cache
def case_words() -> frozenset[str]:
    """Words that lead to a participant.

    >>> "với" in case_words(), "đã" in case_words()
    (True, False)
    """
    return frozenset(entry.word for entry in function_words().case)


@cache
def all_words() -> frozenset[str]:
    """All of them.

    >>> "đã" in all_words(), "họp" in all_words()
    (True, False)
    """
    lists = function_words()
    kinds = (lists.case, lists.voice, lists.clause, lists.aspect, lists.noun, lists.deixis)
    return frozenset(entry.word for kind in kinds for entry in kind)
