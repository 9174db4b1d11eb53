"""A page that a command wrote, read for its tags."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
