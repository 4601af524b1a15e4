"""What the program has is documented, and every word it shows is translated."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from api.application import create
from api.page import msgids
from data_loader.config import Config, Settings, Site, Source
from data_loader.dictionary import described, is_path, sentences
from data_loader.indicators.definitions import WORDS, indicator_list, reasons
from data_loader.sources import SHAPES

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = [path for folder in ("components", "pages", "api", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
SHOWN.append(ROOT / "app.py")
ERRORS = ("ApiError", "FilterError")
PLACEHOLDER = re.compile(r"\{(\w+)")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(code: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(code) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def called_with(code: ast.AST) -> Iterator[str]:
    """The literal messages of `text("…")` and both forms of `text.n("…", "…", n)`."""
    for node in ast.walk(code):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "n":
            holder, arguments = function.value, node.args[:2]
        else:
            holder, arguments = function, node.args[:1]
        name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
        if name == "text":
            yield from (
                argument.value
                for argument in arguments
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )


@cache
def said_of_tables() -> frozenset[str]:
    """What the tables and columns say of themselves, sentence by sentence; a path in OCDS is the same everywhere."""
    comments = [
        comment for table in described() for comment in (table.comment, *(column.comment for column in table.columns))
    ]
    return frozenset(part for comment in comments for part in sentences(comment) if not is_path(part))


@cache
def said_of_indicators() -> frozenset[str]:
    """What the files of the indicators say in English."""
    said = [getattr(indicator, word) for indicator in indicator_list() for word in WORDS]
    return frozenset([*said, *reasons().values()])


@cache
def openapi() -> dict[str, Any]:
    return create().openapi()


@cache
def catalogue() -> Catalog:
    merged = Catalog(locale="es")
    for path in sorted((ROOT / "locales" / "es").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                if message.id:
                    merged[message.id] = message
    return merged


def test_every_message_has_a_spanish_translation():
    known = {
        part
        for message in catalogue()
        if message.id and all(message.string if isinstance(message.string, tuple) else [message.string])
        for part in (message.id if isinstance(message.id, tuple) else (message.id,))
    }
    wanted = {message for path in SHOWN for message in called_with(tree(path))}
    assert not sorted((wanted | said_of_tables() | said_of_indicators() | msgids(openapi())) - known)


def test_every_error_is_translated():
    """The messages of ApiError and FilterError, which are said in the reader's language where they are answered."""
    raised = [
        (path, node)
        for path in (*SHOWN, ROOT / "data_loader" / "filters.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS
    ]
    put_together = [(path, node) for path, node in raised if any(isinstance(item, ast.JoinedStr) for item in node.args)]
    assert not [f"{path}:{node.lineno}" for path, node in put_together]
    said = {text for _, node in raised for text in strings(node) if len(text.split()) > 2}
    known = {message.id for message in catalogue() if message.string}
    assert not sorted(said - known)


def test_no_translation_is_unused():
    used = {text for path in (*SHOWN, ROOT / "data_loader" / "filters.py") for text in strings(tree(path))}
    used |= said_of_tables() | said_of_indicators() | msgids(openapi())
    ids = [message.id for message in catalogue() if message.id]
    assert not [name for name in ids if (name[0] if isinstance(name, tuple) else name) not in used]


def test_translations_keep_the_placeholders():
    wrong = []
    for message in catalogue():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {name for text in ids for name in PLACEHOLDER.findall(text)}
        wrong += [text for text in texts if message.id and not set(PLACEHOLDER.findall(text)) <= wanted]
    assert not wrong


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name):
    assert f"`VITRINA_{name.upper()}`" in DOCS["configuration.md"]


def test_every_variable_that_the_code_reads_is_documented():
    sources = [
        *ROOT.glob("*.py"),
        *(
            path
            for name in ("data_loader", "components", "pages", "api", "web")
            for path in (ROOT / name).rglob("*.py")
        ),
    ]
    found = {name for path in sources for name in re.findall(r"VITRINA_[A-Z]+", path.read_text(encoding="utf-8"))}
    assert not sorted(name for name in found if f"`{name}`" not in DOCS["configuration.md"])


@pytest.mark.parametrize(
    "name", sorted({field for model in (Config, Site, Source) for field in model.model_fields if field != "sources"})
)
def test_every_key_of_the_configuration_file_is_documented(name):
    assert f"`{name}`" in DOCS["configuration.md"]


def test_every_route_and_parameter_is_documented():
    paths = openapi()["paths"]
    wanted = set(paths)
    for item in paths.values():
        wanted |= {parameter["name"] for parameter in item["get"].get("parameters", [])}
    assert not sorted(name for name in wanted if f"`{name}`" not in DOCS["api.md"])


def test_every_make_target_is_documented():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()) - {"help", "chromium"}
    everything = README + "".join(DOCS.values())
    assert not sorted(target for target in targets if f"make {target}" not in everything)


def test_every_picture_and_link_of_the_documents_exists():
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - {"recognised"}))
def test_every_shape_and_its_options_are_documented(shape):
    lines = [line for line in DOCS["configuration.md"].splitlines() if line.startswith(f"| `{shape}` |")]
    assert len(lines) == 1
    module = importlib.import_module(SHAPES[shape].__module__)
    models = [item for name, item in vars(module).items() if name.endswith("Options") and name != "Options"]
    own = [model for model in models if model.__module__ == module.__name__]
    assert not [field for model in own for field in model.model_fields if f"`{field}`" not in lines[0]]
