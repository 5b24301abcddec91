# SPDX-License-Identifier: GPL-3.0-or-later
"""A table of rows, and the same for a program to read."""

HEAD = "%-26s %4s %9s %9s %9s %13s %9s %11s %9s"


def print_table(title, rows, reference, idle):
    """REFERENCE is the row that the others are a multiple of, or None; IDLE, in bytes, what Linesman has on an
    almost empty capture."""
    unit = rows[0].capture.unit
    print("\n" + title)
    print(HEAD % ("", "runs", "min s", "median s", "cpu s", unit + "/s", "x loop", "anon MiB", "B/" + unit[:-1]))
    for row in rows:
        ratio = "%.2f" % (row.each / reference.each) if reference else "-"
        print(HEAD % (row.name + ("" if row.ours else " *"), len(row.seconds), "%.3f" % row.best,
                      "%.3f" % row.median, "%.3f" % min(row.cpu), "{:,.0f}".format(1 / row.each), ratio,
                      "%.1f" % (row.peak / 2**20), "%.1f" % (own_memory(row, idle) / row.capture.count)))


def own_memory(row, idle):
    return max(row.peak - idle, 0) if row.name.startswith("linesman") else row.peak


def results_of(part, rows, reference):
    return [{"part": part, "name": row.name, "unit": row.capture.unit, "count": row.capture.count,
             "min_s": row.best, "median_s": row.median, "cpu_s": min(row.cpu), "anon_bytes": row.peak,
             "ratio": row.each / reference.each if reference else None} for row in rows]
