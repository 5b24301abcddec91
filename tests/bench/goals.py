# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be reached, and whether it was."""


class Goals:
    def __init__(self):
        self.lines = []  # (what, the figure as text, whether it is met)

    def most(self, what, value, limit, form="%.2f"):
        self.note(what, form % value, value <= limit)

    def least(self, what, value, limit, form="%.2f"):
        self.note(what, form % value, value >= limit)

    def note(self, what, figure, met):
        self.lines.append((what, figure, met))
        print(self.line(*self.lines[-1]), flush=True)

    @staticmethod
    def line(what, figure, met):
        return "goal, %s: %s (%s)" % (what, "met" if met else "MISSED", figure)

    def print(self):
        print("\n%d of %d goals met" % (sum(met for _, _, met in self.lines), len(self.lines)))
        for line in self.lines:
            if not line[2]:
                print(self.line(*line))
