"""What shapes need to see of an answer to find the next one."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from data_loader.config import Source
from data_loader.documents import WRAPPERS, Item, read
from data_loader.exceptions import ConfigError, DocumentError, ShapeError
from data_loader.fetch import Page
from data_loader.jsontext import documents

LARGEST: Final = 64 << 20
"""Bytes of an answer that a shape looks into; a larger one is one page, whatever it says."""


class Options(BaseModel):
    """Base of the options that a shape takes: unknown ones are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Chosen = TypeVar("Chosen", bound=Options)


def options(source: Source, model: type[Chosen]) -> Chosen:
    """Return a source's options for its shape.

    Raises:
        ConfigError: one does not exist, or cannot have that value.
    """
    try:
        return model(**source.options)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        allowed = ", ".join(model.model_fields)
        raise ConfigError(f"{source.id}: options.{where}: {first['msg']}.", hint=f"There are: {allowed}.") from error


def answer(page: Page) -> Any:
    """Return the one JSON document of an answer.

    Raises:
        ShapeError: it is none, or too large to be looked into.
    """
    if page.size > LARGEST:
        raise ShapeError(f"{page.url} is too large to have a next page.")
    with page.open() as stream:
        found: list[Any] = [
            item
            for item in documents(stream, size=page.size)
            if not isinstance(item, DocumentError) or item.action == "refused"
        ]
    if len(found) != 1 or isinstance(found[0], DocumentError):
        seen = found[0].message if found and isinstance(found[0], DocumentError) else f"{len(found)} documents"
        raise ShapeError(f"{page.url} should be one JSON document: {seen}")
    return found[0]


def count(document: Any) -> int:
    """Return how many releases and records an answer has."""
    return sum(isinstance(item, Item) and item.kind != "earlier" for item in read(document))


def is_empty_page(document: Any) -> bool:
    """Whether an answer without releases is a page with none on it, and not an error that came with status 200."""
    if isinstance(document, list):
        return not document
    return isinstance(document, dict) and any(document.get(key) == [] for key in (*WRAPPERS, "releases", "records"))


def at(document: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) points at, None where nothing is there."""
    value = document
    for part in pointer.split("/")[1:] if pointer else []:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            return None
    return value


def number_named(document: Any, names: frozenset[str], depth: int = 3) -> int | None:
    """Return the first whole number under one of the names (lower case), wherever it stands near the top."""
    if not isinstance(document, dict) or depth == 0:
        return None
    for key, value in document.items():
        if key.lower() in names and isinstance(value, int | str) and str(value).isdigit():
            return int(value)
    for value in document.values():
        if (found := number_named(value, names, depth - 1)) is not None:
            return found
    return None
