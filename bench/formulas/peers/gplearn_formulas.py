"""Formulas by gplearn: genetic programming on expression trees, generation after generation until the time is over."""

import time
import warnings

import gplearn
import numpy
from gplearn.genetic import SymbolicRegressor
from tables import serve

warnings.filterwarnings("ignore")

# Twice the population of gplearn's defaults, roots among the functions, and constants up to 10: the laws need these. The
# error is squared, as in the judgement. What is not named here is gplearn's default.
SETTINGS = {
    "population_size": 2000,
    "function_set": ("add", "sub", "mul", "div", "sqrt"),
    "const_range": (-10.0, 10.0),
    "metric": "rmse",
    "n_jobs": 1,
}
# Stops where the error is rounding.
EXACT = 1e-10

OPERATORS = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


def find(names, inputs, target, seconds, seed):
    began = time.perf_counter()
    size = numpy.sqrt(numpy.mean(target**2))
    search = SymbolicRegressor(
        **SETTINGS, generations=1, warm_start=True, random_state=seed, stopping_criteria=EXACT * size
    )
    best, last = None, 0.0
    # The next generation takes about as long as the last one.
    while best is None or time.perf_counter() - began + last < seconds:
        start = time.perf_counter()
        search.fit(inputs, target)
        last = time.perf_counter() - start
        program = search._program
        # The best of a generation may be worse than that of one before it.
        if best is None or program.raw_fitness_ < best.raw_fitness_:
            best = program
        if best.raw_fitness_ <= EXACT * size:
            break
        search.set_params(generations=search.generations + 1)
    return text_of(iter(best.program), names)


def text_of(parts, names):
    """A program in prefix order as text. Guarded divisions are printed as plain ones: the guard is no part of a law."""
    part = next(parts)
    if isinstance(part, int):
        return f"`{names[part]}`"
    if not hasattr(part, "arity"):
        return f"({float(part)!r})"
    if part.name == "sqrt":
        return f"sqrt(abs({text_of(parts, names)}))"
    left = text_of(parts, names)
    return f"({left} {OPERATORS[part.name]} {text_of(parts, names)})"


serve({"gplearn": gplearn.__version__, "numpy": numpy.__version__}, find)
