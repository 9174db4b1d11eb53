"""What holds of every method of the package: how it is called, what it returns, that it is documented."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

import dongxi.analysis.evaluation as package
from dongxi.analysis.evaluation import errors
from dongxi.analysis.evaluation.result import Result

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "evaluation-methods.md"
MODULES = [
    importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
]


def gives_a_result(function) -> bool:
    kind = get_type_hints(function).get("return")
    return inspect.isclass(kind) and issubclass(kind, Result)


METHODS = {
    f"{module.__name__.rsplit('.', 1)[-1]}.{name}": function
    for module in MODULES
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    if gives_a_result(function)
}


def test_there_are_methods():
    assert len(METHODS) >= 20


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_called_by_keyword_alone_and_says_what_it_does(name):
    function = METHODS[name]
    kinds = {parameter.kind for parameter in inspect.signature(function).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}
    assert function.__doc__


@pytest.mark.parametrize("name", METHODS)
def test_a_result_is_frozen_and_states_its_shapes(name):
    kind = get_type_hints(METHODS[name])["return"]
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert not kind.__doc__.startswith(f"{kind.__name__}(")  # what dataclass writes if nobody did
    arrays = [
        field.name
        for field in dataclasses.fields(kind)
        if str(field.type).rstrip("'\"") in {"Floats", "Integers", "Flags"}
    ]
    said = "".join(ancestor.__doc__ or "" for ancestor in kind.__mro__)
    assert not [array for array in arrays if f"`{array}`" not in said]


@pytest.mark.parametrize("name", METHODS)
def test_a_method_cites_its_source_or_is_plain_arithmetic(name):
    module = inspect.getmodule(METHODS[name])
    told = (module.__doc__ or "") + "".join(
        inner.__doc__ or "" for inner in vars(module).values() if getattr(inner, "__module__", None) == module.__name__
    )
    plain = {"direct", "combination", "weighted_sum", "grades", "leave_one_out", "weight_swap"}
    assert re.search(r"\b(19|20)\d\d\b", told) or module.__name__.rsplit(".", 1)[-1] in plain


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_in_the_reference(name):
    assert f"`{name.split('.')[1]}`" in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", METHODS)
def test_a_notebook_finds_every_method_by_its_file(name):
    file, function = name.split(".")
    assert file in dir(package)
    assert getattr(getattr(package, file), function) is METHODS[name]


def test_every_file_that_is_listed_opens_and_another_is_refused_with_those_there_are():
    assert {name: getattr(package, name).__name__ for name in dir(package)} == {
        name: f"{package.__name__}.{name}" for name in dir(package)
    }
    with pytest.raises(AttributeError, match="topsis"):
        _ = package.topsi


def test_the_package_opens_without_numpy():
    code = "import sys; from dongxi.analysis import evaluation; dir(evaluation); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_kind_of_refusal_speaks_both_languages_and_is_in_the_reference():
    kinds = [
        kind for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.CannotEvaluate)
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    for kind in kinds:
        told = kind(zh="缺。", en="Missing.")
        assert (str(told), told.en) == ("缺。", "Missing.")
        assert f"`{kind.__name__}`" in text
