"""What a report refuses, in one line for the reader."""

from __future__ import annotations

from dongxi.analysis.errors import AnalysisError


class ReportImpossible(AnalysisError):
    """What was asked for cannot be reported on."""


class Untraceable(AnalysisError):
    """A file that is no report of ours, or whose register of figures cannot be read."""
