# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs linesman-cli and reports checks by the Test Anything Protocol."""

import os
import subprocess

ENVIRONMENT = dict(os.environ, TZ="UTC", LC_ALL="C.UTF-8", LANGUAGE="C")


class Result:
    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err
        self.errors = err.decode(errors="replace").splitlines()


class Tests:
    def __init__(self, cli):
        self.cli = os.path.abspath(cli)
        self.n = self.failed = 0

    def run(self, *words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=None, data=None, **more):
        """DATA is fed into a pipe at standard input."""
        source = {"input": data} if data is not None else {"stdin": stdin}
        done = subprocess.run([self.cli, *words], stdout=stdout, stderr=subprocess.PIPE, timeout=60,
                              check=False, env=dict(ENVIRONMENT, **(env or {})), **source, **more)
        return Result(done.returncode, done.stdout, done.stderr)

    def check(self, name, *problems):
        """PROBLEMS are sentences about what is wrong; empty ones say that nothing is."""
        problems = [p for p in problems if p]
        self.n += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.n} {name}")
        for problem in problems:
            print(f"# {problem[:600]}")

    def finish(self):
        print(f"1..{self.n}")
        return 1 if self.failed else 0


def differs(what, actual, expected):
    return "" if actual == expected else f"{what}: expected {expected!r}, got {actual!r}"
