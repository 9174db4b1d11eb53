"""A named collection that grows by adding a file: each file registers itself, callers look it up by name."""

from collections.abc import Callable, Iterator

from dongxi.analysis.errors import UnknownName


class Registry[T]:
    """Things of one kind by name, in the order they were registered."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._held: dict[str, T] = {}

    def register(self, name: str) -> Callable[[T], T]:
        """Decorator: hold the decorated thing under `name`; a second thing of that name is refused."""

        def hold(thing: T) -> T:
            if name in self._held:
                raise ValueError(f"{self.kind} {name!r} is registered twice")
            self._held[name] = thing
            return thing

        return hold

    def __getitem__(self, name: str) -> T:
        if name not in self._held:
            raise UnknownName(kind=self.kind, name=name, known=tuple(self._held))
        return self._held[name]

    def __contains__(self, name: object) -> bool:
        return name in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)
