"""Answers the driver: one JSON request a line on stdin, one JSON answer a line on stdout."""

import json
import os
import sys
import time


def serve(versions, make):
    """Says what is here, then answers requests until stdin ends.

    make(workload, form, steps) gives a training with
      check(parameters, rows, updates): what is compared with the reference, after updates on the same rows;
      run(): takes `steps` steps and waits for them.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    # What a library or a compiler prints must not come between the answers.
    os.dup2(2, 1)
    answers.write(json.dumps({"versions": versions}) + "\n")
    trainings = {}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answers.write(json.dumps(answer(request, trainings, make)) + "\n")
        except Exception as error:  # the driver reports it and goes on with what is left
            answers.write(json.dumps({"error": f"{type(error).__name__}: {error}"[:2000]}) + "\n")


def answer(request, trainings, make):
    """Trainings are kept by their key until the driver says `forget`."""
    kind, key = request["kind"], request.get("key")
    began, cpu = time.perf_counter(), time.process_time()
    given = {}
    if kind == "forget":
        trainings.clear()
    elif kind == "prepare":
        trainings[key] = make(request["workload"], request["form"], request["steps"])
        trainings[key].run()
    elif kind == "check":
        given = trainings[key].check(request["parameters"], request["rows"], request["updates"])
    else:
        for _ in range(request["times"]):
            trainings[key].run()
    return {**given, "seconds": time.perf_counter() - began, "cpuSeconds": time.process_time() - cpu}
