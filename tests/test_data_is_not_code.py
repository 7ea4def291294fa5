"""Promise 12: data never becomes code. The sources hold nothing that could make it so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(
    p for room in ("corpus", "index", "coach", "api") for p in (ROOT / room).rglob("*.py")
)

RUNS_DATA = {"pickle", "_pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
RUNS_DATA |= {"langchain_core.load", "langchain.load", "langchain_classic.load"}
BUILTINS = {"eval", "exec", "compile", "__import__"}
CALLS = {
    "torch.load",
    "yaml.unsafe_load",
    "yaml.full_load",
    "yaml.load_all",
    "yaml.unsafe_load_all",
}
SAFE_LOADERS = {"yaml.SafeLoader", "yaml.CSafeLoader", "yaml.BaseLoader"}
OFF = {"trust_remote_code", "allow_pickle", "allow_dangerous_deserialization"}


def dangers(source: str) -> Iterator[str]:
    """What in a module could run what it reads."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names):
                yield from (name.name for name in names if _runs_data(name.name))
            case ast.ImportFrom(module=str(module), names=names):
                yield from (
                    name.name
                    for name in names
                    if _runs_data(module) or _runs_data(f"{module}.{name.name}")
                )
            case ast.Call(func, _, keywords):
                yield from _of_call(ast.unparse(func), node, keywords)
            case ast.Dict(keys, values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and key.value in OFF and not _is_false(value):
                        yield str(key.value)


def _of_call(called: str, call: ast.Call, keywords: list[ast.keyword]) -> Iterator[str]:
    given = {keyword.arg: keyword.value for keyword in keywords if keyword.arg}
    if called in BUILTINS | CALLS:
        yield called
    if called == "yaml.load":
        loader = given.get("Loader", call.args[1] if len(call.args) > 1 else None)
        if loader is None or ast.unparse(loader) not in SAFE_LOADERS:
            yield called
    yield from (name for name in OFF & given.keys() if not _is_false(given[name]))
    if "weights_only" in given and _is_false(given["weights_only"]):
        yield "weights_only"


def _runs_data(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in RUNS_DATA)


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


@pytest.mark.promise(12)
def test_no_module_can_run_what_it_reads() -> None:
    """Promise 12."""
    assert len(MODULES) > 100
    found = {
        str(path.relative_to(ROOT)): list(dangers(path.read_text("utf-8"))) for path in MODULES
    }
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "def f():\n    import joblib.numpy_pickle",
        "from langchain_core.load import loads",
        "from langchain_core import load",
        "eval(text)",
        "exec(text, {})",
        "compile(text, '', 'exec')",
        "yaml.load(text)",
        "yaml.load(text, yaml.Loader)",
        "yaml.load(text, Loader=yaml.UnsafeLoader)",
        "yaml.unsafe_load(text)",
        "torch.load(path)",
        "Model(name, trust_remote_code=True)",
        "Model(name, trust_remote_code=chosen)",
        "Model(name, model_kwargs={'trust_remote_code': True})",
        "np.load(path, allow_pickle=True)",
        "FAISS.load_local(path, allow_dangerous_deserialization=True)",
        "Model(name, weights_only=False)",
    ],
)
def test_what_could_is_noticed(source: str) -> None:
    assert list(dangers(source))


@pytest.mark.parametrize(
    "source",
    [
        "import json",
        "re.compile(text)",
        "self.load(text)",
        "yaml.safe_load(text)",
        "yaml.load(text, Loader=yaml.BaseLoader)",
        "Model(name, trust_remote_code=False)",
        "np.load(path, allow_pickle=False)",
    ],
)
def test_what_could_not_is_let_alone(source: str) -> None:
    assert not list(dangers(source))
