"""The house stays as it was designed: who may import whom, what never gets in, how large a module may grow."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("data_loader", "components", "pages", "api", "web")
MODULES = sorted(
    [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")] + [ROOT / "app.py", ROOT / "verify.py"]
)
# What each part may import of ours: data_loader ← components ← pages ← app; api and web beside pages.
ALLOWED = {
    "data_loader": {"data_loader"},
    "components": {"data_loader", "components"},
    "pages": {"data_loader", "components", "pages"},
    "api": {"data_loader", "components", "api"},
    "web": {"data_loader", "components", "web"},
    "app": {"data_loader", "components", "pages", "api", "web"},
    "verify": {"data_loader", "components", "app"},
}
WEB = {"dash", "plotly", "dash_bootstrap_components", "fastapi", "starlette", "uvicorn", "flask"}
PICKLES = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
LONGEST_MODULE = 320
LONGEST_FUNCTION = 60
FOREIGN_CODE = re.compile(
    r"(?:src|href)\s*=\s*[\"']https?://|@import|url\(\s*[\"']?https?://|//cdn|unpkg\.com|jsdelivr"
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(source(path))


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name_of(path)}: relative import"
            found |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def packages(path: Path) -> set[str]:
    """The first names of what a module imports."""
    return {module.partition(".")[0] for module in imports(path)}


def test_imports_go_one_way():
    ours = {*PACKAGES, "app", "verify"}
    wrong = {name_of(path): packages(path) & ours - ALLOWED[part_of(path)] for path in MODULES}
    assert not {name: used for name, used in wrong.items() if used}


def test_data_loader_knows_no_web_framework():
    assert not [name_of(path) for path in MODULES if part_of(path) == "data_loader" and packages(path) & WEB]


def test_no_pickle_and_no_plotly_express():
    assert not [name_of(path) for path in MODULES if packages(path) & PICKLES]
    express = [path for path in MODULES if any(module.startswith("plotly.express") for module in imports(path))]
    assert not [name_of(path) for path in express]


def test_diskcache_has_one_importer():
    importers = [name_of(path) for path in MODULES if "diskcache" in packages(path)]
    assert len(importers) <= 1, importers


def test_a_module_fits_in_a_head():
    assert not [name_of(path) for path in MODULES if source(path).count("\n") > LONGEST_MODULE]
    functions = [
        (path, node)
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert not [
        f"{name_of(path)}: {node.name}"
        for path, node in functions
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]


MONEY = re.compile(r"amount|total|contracted|paid\b|awarded|tendered|planned", re.IGNORECASE)
# Drawing may divide what it draws (bars, columns, areas), a list its length by that of a page; text.py writes 1,500,000
# as 1.5 million.
DRAWING = {"text", "figures", "ranking", "treemap", "spending_parts", "supplier_profile", "supplier_rows", "paging"}


def named(node: ast.AST) -> str:
    """What a value is called: a name, an attribute, a column; through float(), int() and coalescing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return str(getattr(node.slice, "value", "")) or named(node.value)
    if isinstance(node, ast.Call):
        called = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
        return " ".join(map(named, called))
    return (
        " ".join(named(child) for child in ast.iter_child_nodes(node))
        if isinstance(node, ast.BoolOp | ast.BinOp)
        else ""
    )


def computed_money(code: ast.AST) -> Iterator[str]:
    """Divisions, sums and differences of what is called an amount."""
    for node in ast.walk(code):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Sub):
            if any(MONEY.search(named(side)) for side in (node.left, node.right)):
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and named(node.func) in {"sum", "fsum"}:
            summed = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
            if MONEY.search(" ".join(map(named, summed))):
                yield ast.unparse(node)


@pytest.mark.parametrize(
    "code", ["paid / contracted", "float(row['amount']) / total", "rows['amount'].sum()", "a.total - b"]
)
def test_arithmetic_on_money_is_recognised(code):
    assert list(computed_money(ast.parse(code)))


@pytest.mark.parametrize("code", ["(page - 1) / size", "100 * share", "processes - missing", "rows['processes'].sum()"])
def test_other_arithmetic_is_let_be(code):
    assert not list(computed_money(ast.parse(code)))


def test_only_queries_compute_money():
    shown = [path for path in MODULES if part_of(path) in {"components", "pages"} and path.stem not in DRAWING]
    assert not [f"{name_of(path)}: {code}" for path in shown for code in computed_money(tree(path))]


def test_no_callback_waits_for_a_renderer_that_is_not_there():
    """A page is HTML: docs/architecture.md says how an interactive part would be added, and what to do with this test."""
    assert not [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name in imports(path)
        if name.startswith("dash.") and name.endswith(("callback", "Input", "Output"))
    ]
    called = re.compile(r"\bdash\.(clientside_)?callback\b|@callback\b")
    assert not [name_of(path) for path in MODULES if called.search(source(path))]


def in_a_process_of_its_own(data, code, *arguments):
    environment = {"VITRINA_DATA": str(data), "VITRINA_REFRESH": "off", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_every_module_imports_without_a_warning(bundled_data):
    """In a process of its own, pages after the app they register with; each with warnings as errors."""
    names = [name_of(path).removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in MODULES]
    names = [name for name in names if name not in {"app", "data_loader.__main__"}]
    code = "import app, importlib, sys\napp.build()\nfor name in sys.argv[1:]: importlib.import_module(name)"
    in_a_process_of_its_own(bundled_data, code, *names)


def test_a_server_has_nothing_in_memory_that_only_pulls_and_few_downloads_need(bundled_data):
    needless = ("apscheduler", "diskcache", "ocdsmerge_rs", "requests", "rich", "sqlite3", "typer", "xlsxwriter")
    code = "import app, sys\napp.build()\nprint(*sys.modules.keys() & set(sys.argv[1:]))"
    assert not in_a_process_of_its_own(bundled_data, code, *needless).split()


def test_nothing_comes_from_another_host():
    folders = ("assets", "components", "pages", "api", "web")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    texts = [path for path in [*files, ROOT / "app.py"] if path.suffix in {".py", ".js", ".css", ".html", ".svg"}]
    found = [name_of(path) for path in texts if FOREIGN_CODE.search(path.read_text(encoding="utf-8"))]
    assert not found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locked_requirements_name_nothing_but_packages(name):
    """A lock that names an index or a folder would fail, or worse, on another machine."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith(("#", "--hash=sha256:"))]
    strange = [line for line in kept if not re.match(r"^[a-z0-9][a-z0-9._-]*==[^ ]+( ; [^\\]+)? \\$", line)]
    assert not strange
