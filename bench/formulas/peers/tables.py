"""Answers the driver: a JSON line with the path of a table comes in, a JSON line with a formula goes out."""

import csv
import json
import os
import sys
import time

import numpy


def serve(versions, find):
    """Says what is here, then answers until stdin ends.

    find(names, inputs, target, seconds, seed) gives a formula as text, from inputs [rows, columns] and target [rows].
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    answers.write(json.dumps({"versions": versions}) + "\n")
    for line in sys.stdin:
        request = json.loads(line)
        began, cpu = time.perf_counter(), time.process_time()
        try:
            names, inputs, target = read(request["table"], request["target"])
            given = {"formula": find(names, inputs, target, request["time"], request["seed"])}
        except Exception as error:  # the driver takes it as the reason why there is no formula
            given = {"error": f"{type(error).__name__}: {error}"[:2000]}
        spent = {"seconds": time.perf_counter() - began, "cpuSeconds": time.process_time() - cpu}
        answers.write(json.dumps({**given, **spent}) + "\n")


def read(path, target):
    """Names of the inputs, inputs [rows, columns] and target [rows] of a CSV file of numbers."""
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    values = numpy.array(rows, dtype=float)
    at = header.index(target)
    inputs = [i for i in range(len(header)) if i != at]
    return [header[i] for i in inputs], values[:, inputs], values[:, at]
