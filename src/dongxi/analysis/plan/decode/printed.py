"""What a decoder hands on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """The lines of a file as printed, parted by "\\n", pages by "\\f".

    `wrapped` says whether a line end may be a mere break inside a paragraph: False for a .docx, whose lines are
    paragraphs; True for pages of a fixed layout; None where only the lines themselves can tell.
    """

    text: str
    wrapped: bool | None
