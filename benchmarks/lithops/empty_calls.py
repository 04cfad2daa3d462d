"""Lithops' localhost backend as a rival: calls of a function that does nothing.

Each line of standard input is a number of calls; each line of standard output the seconds they took, from map() to the last result.
"""

import sys
import time

import lithops

# Version 1 keeps worker processes, as many as there are processors, which fork for each call; version 2 starts a Python for each.
CONFIG = {
    "lithops": {"backend": "localhost", "storage": "localhost"},
    "localhost": {"version": 1},
}


def nothing(_):
    return None


def main():
    answers, sys.stdout = sys.stdout, sys.stderr  # Lithops has something to say there.
    executor = lithops.FunctionExecutor(config=CONFIG, log_level="ERROR")
    for line in sys.stdin:
        began = time.perf_counter()
        executor.get_result(executor.map(nothing, range(int(line))))
        print(time.perf_counter() - began, file=answers, flush=True)


if __name__ == "__main__":
    main()
