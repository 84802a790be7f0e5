"""The steps in their order: an article comes in, what it says (and what its teasers say) comes out.

The order is checked when a pipeline is made: a step that needs a layer which no step before it assigns is an
error at once, not an empty graph later. Each step's module is imported only then, because some of them load
models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from threadpoolctl import ThreadpoolController

from graph.errors import DothiError
from graph.model import Article, ArticleGraph
from pipelines.assembly import assemble
from pipelines.document import Doc, Step
from pipelines.messages import Message

MODELS = ("fast", "accurate")
"""What `model` may be: the default, and the slower one that needs the extra ``dothi[accurate]``."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a step lives, and whether it takes the model's name."""

    module: str
    name: str
    takes_model: bool = False


STAGES = (
    Stage("segmentation", "Segmentation"),
    Stage("tagging", "Tagging", takes_model=True),
    Stage("recognition", "Recognition"),
    Stage("positions", "Positions"),
    Stage("coreference", "Coreference"),
    Stage("temporal", "Temporal"),
    Stage("events", "Events", takes_model=True),
)
"""The way of the data, first to last."""


class Pipeline:
    """All steps, ready to read articles; one is made once and called for each article.

    Matrices are multiplied on one core: the sums are then the same whatever machine or process reads, and
    several processes do not fight for the cores.

    `min_score` (0 to 1) leaves out events and arguments that are less sure.

    >>> said, = Pipeline()(Article("a", "Mưa lớn ở Huế\\nNước dâng cao."))
    >>> said.article.title
    'Mưa lớn ở Huế'
    """

    def __init__(self, model: str = "fast", min_score: float | None = None) -> None:
        checked(model, min_score)
        self.model = model
        self.min_score = min_score or 0.0
        self.steps = list(_steps(model))
        check(self.steps)
        self._threads = ThreadpoolController()

    def __call__(self, article: Article) -> list[ArticleGraph]:
        """What `article` says, then what each of the teasers below it says."""
        doc = self.read(article)
        return [self._assembled(doc), *(self._assembled(self.read(teaser)) for teaser in doc.related)]

    def read(self, article: Article) -> Doc:
        """`article` with all layers filled."""
        doc = Doc(article)
        with self._threads.limit(limits=1, user_api="blas"):
            for step in self.steps:
                doc = step(doc)
        return doc

    def _assembled(self, doc: Doc) -> ArticleGraph:
        return assemble(doc, self.model, self.min_score)


def checked(model: str, min_score: float | None) -> tuple[str, float | None]:
    """Both as they came, if a pipeline can be made with them; `DothiError` otherwise.

    >>> checked("fast", 0.5)
    ('fast', 0.5)
    """
    if model not in MODELS:
        raise DothiError(Message.NO_SUCH_MODEL(name=model, known=", ".join(MODELS)), exit_code=2)
    if min_score is not None and not 0 <= min_score <= 1:
        raise DothiError(Message.BAD_SCORE(), exit_code=2)
    return model, min_score


def _steps(model: str) -> Iterator[Step]:
    """The steps of all stages, each imported and made."""
    for stage in STAGES:
        module = import_module(f"pipelines.{stage.module}")
        kind = cast(Callable[..., Step], getattr(module, stage.name))
        yield kind(model) if stage.takes_model else kind()


def check(steps: Sequence[Step]) -> None:
    """ValueError if a step requires a layer that none before it assigns.

    >>> class Late:
    ...     requires, assigns = ("names",), ("titles",)
    >>> check([Late()])
    Traceback (most recent call last):
    ValueError: Late needs names, which no step before it assigns
    """
    assigned: set[str] = set()
    for step in steps:
        if missing := [layer for layer in step.requires if layer not in assigned]:
            raise ValueError(
                f"{type(step).__name__} needs {', '.join(missing)}, which no step before it assigns"
            )
        assigned.update(step.assigns)
