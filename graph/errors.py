"""The one error that a person sees: a sentence that says what is wrong, where, and what to do."""


class DothiError(Exception):
    """Bad input or a missing part, told in one line; the command line prints it and exits.

    `exit_code` is 1 when an input failed and 2 when the command was used wrongly.

    >>> str(DothiError("article.txt: not found")), DothiError("x").exit_code
    ('article.txt: not found', 1)
    """

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
