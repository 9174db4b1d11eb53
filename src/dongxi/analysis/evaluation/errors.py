"""What a method refuses to compute, said in Chinese and in English.

AnalysisError
└── CannotEvaluate
    ├── DoesNotFit      shapes, names or options that do not belong together
    ├── MissingValues   NaN where the method needs a number and no rule says what to do
    ├── OutOfDomain     negative, zero or infinite where the method cannot take it
    ├── NoVariation     what does not differ can be neither standardised nor weighed
    ├── Collinear       columns that are combinations of one another
    ├── TooFew          fewer units, periods or criteria than the method needs
    ├── DoesNotAddUp    parts that must make a whole and do not
    └── NotSolved       an iteration or a solver that ended without an answer
"""

from dongxi.analysis.errors import AnalysisError


class CannotEvaluate(AnalysisError):
    """What, where, why and what to do, as one line in each language; `str()` is the Chinese one."""

    def __init__(self, *, zh: str, en: str) -> None:
        self.zh = zh
        super().__init__(zh, en=en)


class DoesNotFit(CannotEvaluate):
    """Shapes, names or options that do not belong together."""


class MissingValues(CannotEvaluate):
    """NaN where a number is needed and no rule says what to do about it."""


class OutOfDomain(CannotEvaluate):
    """A number the method cannot take: negative, zero, infinite."""


class NoVariation(CannotEvaluate):
    """What does not differ can be neither standardised nor weighed."""


class Collinear(CannotEvaluate):
    """Columns that are combinations of one another."""


class TooFew(CannotEvaluate):
    """Fewer units, periods or criteria than the method needs."""


class DoesNotAddUp(CannotEvaluate):
    """Parts that must make a whole and do not."""


class NotSolved(CannotEvaluate):
    """An iteration or a solver that ended without an answer."""
