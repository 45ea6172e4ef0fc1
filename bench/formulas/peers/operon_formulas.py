"""Formulas by Operon: genetic programming whose constants are fitted by Levenberg and Marquardt's method."""

from importlib.metadata import version

from pyoperon.sklearn import SymbolicRegressor
from tables import serve

# Roots, squares and powers among the functions, as the laws need them, and a few steps for the constants of every formula.
# Time alone ends a search. Error and length are searched for together, and of the best formula of each length the one with
# the least information criterion is taken: with the error alone, noise makes formulas of 50 symbols, and the
# description length, which is the default, takes the shortest one. What is not named here is Operon's default.
SETTINGS = {
    "allowed_symbols": "add,sub,mul,div,sqrt,square,pow,constant,variable",
    "objectives": ["r2", "length"],
    "optimizer_iterations": 5,
    "max_evaluations": 10**9,
    "generations": 10**6,
    "model_selection_criterion": "bayesian_information_criterion",
    "n_threads": 1,
}


def find(names, inputs, target, seconds, seed):
    search = SymbolicRegressor(**SETTINGS, max_time=int(seconds), random_state=seed)
    search.fit(inputs, target)
    # Names in backticks may be any. Constants are float32, so that 17 decimals hold them but for the tiniest.
    return search.get_model_string(search.model_, 17, [f"`{name}`" for name in names])


serve({"pyoperon": version("pyoperon")}, find)
