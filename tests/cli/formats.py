#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts hold on to: every JSON line and every CSV table parses, the promised fields are there, nothing
depends on the locale, and nothing in a packet commands a terminal.

usage: formats.py LINESMAN-CLI
"""

import csv
import io
import json
import pathlib
import re
import subprocess
import sys

from tap import Tests, differs

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
CAPTURES = [TOP / "data" / "samples" / "calls.pcapng", *sorted((TOP / "tests" / "captures").glob("*.pcapng"))]
ROWS = {
    "info": ["info"],
    "stats": ["stats"],
    "calls": ["calls", "--all"],
    "messages": ["messages"],
    "streams": ["streams"],
    "quality": ["quality"],
}
# The reports, with what stands before the dot in their fields; looked at in the captures that have much of them.
REPORTS = {
    "conversations": "conversation",
    "media": "media",
    "registrations": "registration",
    "subscriptions": "subscription",
    "authentication": "authentication",
    "hosts": "host",
    "chats": "chat",
    "dialogs": "dialog",
    "transactions": "transaction",
    "texts": "text",
    "faxes": "fax",
    "digits": "digit",
}
REPORT_CAPTURES = ("calls.pcapng", "people.pcapng", "dialogs.pcapng", "offers.pcapng", "links.pcapng",
                   "malformed.pcapng", "msrp.pcapng")
PROMISED = {
    "stats": "packets sip_messages sip_requests sip_responses methods statuses sip_malformed call_ids calls "
             "rtp_streams rtp_packets rtcp_packets stun_packets dtls_packets msrp_messages",
    "calls": "call call_id call_ids method from to state start_ns pdd_ms setup_ms duration_ms messages "
             "final_status transports streams mos_min released_by",
    "messages": "frame time_ns transport src dst method status reason call_id cseq from to retransmission valid "
                "errors",
    "streams": "stream call src dst ssrc payload_type codec clock_hz packets expected lost loss_percent "
               "duplicates reordered jitter_mean_ms jitter_max_ms delta_max_ms start_ns duration_ms mos r_factor "
               "bytes dscp srtp",
    "quality": "stream call src dst ssrc codec packets expected lost loss_percent burst_ratio mos_lq mos_cq "
               "network_mos voipmonitor_mos homer_mos rtpengine_mos delay_ms delay_assumed buffers",
}
STATES = {"ringing", "in-call", "completed", "cancelled", "rejected", "busy", "failed", "redirected", "no-answer",
          "incomplete"}
ENDPOINT = re.compile(r"(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:.]+\]):\d+")
# What a terminal takes for a command: C0 without line feed, DEL, C1, and the marks of writing direction.
COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_runs = {}


def json_rows(tests, *words):
    """What the command line said and the rows of it; asked only once, as several checks want the same."""
    if words not in _runs:
        _runs[words] = tests.run(*words, "--json")
    result = _runs[words]
    return result, [json.loads(line) for line in result.out.decode("utf-8").splitlines()]


def check_json(tests, capture, commands):
    for name, words in commands.items():
        problems = []
        try:
            result, rows = json_rows(tests, *words, str(capture))
            problems.append(differs("exit status", result.status, 0))
            for row in rows:
                missing = [f for f in PROMISED.get(name, "").split() if f not in row]
                problems.append(f"lacks {missing}" if missing else "")
                problems += [f"{key} of {row[key]!r}" for key in ("src", "dst")
                             if key in row and not ENDPOINT.fullmatch(row[key])]
        except ValueError as error:
            problems.append(str(error))
        tests.check(f"{capture.name}: {name} --json", *problems)


def same(text, value):
    """Whether a CSV field says what the JSON value says."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if isinstance(value, (list, dict)):
        return json.loads(text) == value
    if isinstance(value, (int, float)):
        return type(value)(text) == value
    return text.lstrip("'") == value or "\\x" in text


def check_csv(tests, capture, commands):
    for name, words in commands.items():
        result = tests.run(*words, "--csv", str(capture))
        table = list(csv.reader(io.StringIO(result.out.decode("utf-8"), newline="")))
        _, rows = json_rows(tests, *words, str(capture))
        problems = [differs("exit status", result.status, 0), differs("rows", len(table) - 1, len(rows))]
        problems += [f"row {i} has {len(row)} columns, not {len(table[0])}"
                     for i, row in enumerate(table) if len(row) != len(table[0])]
        if rows:
            problems.append(differs("columns", table[0], list(rows[0])))
        for fields, row in zip(table[1:], rows):
            problems += [f"{key}: {text!r} is not {value!r}"
                         for text, (key, value) in zip(fields, row.items()) if not same(text, value)]
        tests.check(f"{capture.name}: {name} --csv", *problems[:8])


def fields_of(tests):
    """Every name of a field, with its kind."""
    _, fields = json_rows(tests, "fields")
    return {name: field["type"] for field in fields for name in (field["name"], *(field["aliases"] or "").split())}


def condition(name, kind, value):
    """What must hold of a row that has VALUE in the column of this field; None where that cannot be said in short."""
    if kind == "address":
        return f"{name} == {value.rpartition(':')[0] or value}".replace("[", "").replace("]", "")
    if isinstance(value, bool):
        return f"{name} == {str(value).lower()}"
    if kind == "span" and name.endswith("_ms"):
        return f"{name} > {value - 0.001:.6f} and {name} < {value + 0.001:.6f}"
    if kind in ("number", "span"):
        return f"{name} == {value}"
    if isinstance(value, str) and kind in ("text", "word") and re.fullmatch(r"[\w@:;,.+/<>= -]+", value):
        return f'{name} == "{value}"'
    return None


def check_fields(tests, capture, report, fields):
    """Each column is a field: what the first row has finds it, and what it has not finds it where there is nothing."""
    _, rows = json_rows(tests, report, str(capture))
    for row in rows[:1]:
        problems, conditions = [], []
        for key, value in row.items():
            name = f"{REPORTS[report]}.{key}"
            if name not in fields:
                problems.append(f"no field is called {name}")
            elif value is None and name != "media.security":  # which says "none"
                conditions.append(f"not {name}")
            else:
                conditions.append(condition(name, fields[name], value))
        query = " and ".join(c for c in conditions if c)
        result, found = json_rows(tests, report, "--filter", query, str(capture))
        problems += result.errors[:2] + ([] if row in found else [f"the first row is not among those of {query}"])
        tests.check(f"{capture.name}: {report} are found by their own fields", *problems)


def check_reports(tests):
    fields = fields_of(tests)
    commands = {name: [name] for name in REPORTS}
    for capture in CAPTURES:
        if capture.name not in REPORT_CAPTURES:
            continue
        check_json(tests, capture, commands)
        check_csv(tests, capture, commands)
        for report in REPORTS:
            check_fields(tests, capture, report, fields)
    for report in REPORTS:
        result = tests.run(report, "--filter", f"{REPORTS[report]}.nothing == 1", str(CAPTURES[0]))
        tests.check(f"{report}: a field that is none is shown",
                    differs("exit status", result.status, 2), differs("output", result.out, b""),
                    "" if len(result.errors) == 3 and result.errors[2].startswith("  ^~~") else str(result.errors))


def check_values(tests):
    _, calls = json_rows(tests, "calls", "--all", str(CAPTURES[0]))
    unknown = {c["state"] for c in calls} - STATES
    tests.check("states are those that are promised", f"unknown: {unknown}" if unknown else "")
    odd = [c["released_by"] for c in calls if c["released_by"] not in ("caller", "callee", None)]
    tests.check("released_by is caller, callee or null", *map(str, odd))
    _, streams = json_rows(tests, "streams", str(CAPTURES[0]))
    odd = [s["ssrc"] for s in streams if not re.fullmatch("0x[0-9A-F]{8}", s["ssrc"])]
    tests.check("SSRCs are hexadecimal", *odd)
    _, messages = json_rows(tests, "messages", str(CAPTURES[0]))
    odd = [str(m) for m in messages if (m["method"] is None) == (m["status"] is None)]
    tests.check("a message has a method or a status", *odd)
    _, (stats,) = json_rows(tests, "stats", str(CAPTURES[0]))
    tests.check("counts add up",
                differs("requests", sum(stats["methods"].values()), stats["sip_requests"]),
                differs("responses", sum(stats["statuses"].values()), stats["sip_responses"]),
                differs("messages", len(messages), stats["sip_messages"]),
                differs("Call-IDs", len(calls), stats["call_ids"]),
                differs("streams", len(streams), stats["rtp_streams"]),
                differs("packets", sum(s["packets"] for s in streams), stats["rtp_packets"]))


def check_locales(tests):
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    wanted = {"C", "POSIX", "C.UTF-8", "de_DE.UTF-8"} | set(listed)
    for name, words in ROWS.items():
        problems = []
        for form in ("--json", "--csv"):
            plain = tests.run(*words, form, str(CAPTURES[0])).out
            for locale in sorted(wanted):
                other = tests.run(*words, form, str(CAPTURES[0]), env={"LC_ALL": locale, "LANGUAGE": "de"})
                problems.append("" if other.out == plain else f"{form} differs in {locale}")
            zone = tests.run(*words, form, str(CAPTURES[0]), env={"TZ": "Asia/Tokyo"})
            problems.append("" if zone.out == plain else f"{form} depends on the time zone")
        tests.check(f"{name} is the same in every locale", *problems)


def check_terminal(tests):
    capture = str(TOP / "tests" / "captures" / "malformed.pcapng")
    reports = [[report] for report in REPORTS]
    commands = [words + [form] for words in [*ROWS.values(), *reports] for form in ([], "--json", "--csv")]
    commands = [[w for w in words if w] for words in commands]
    commands += [["show", "--frame", str(n)] for n in range(1, 25)]
    commands += [["show", "--frame", "17", "--json"], ["show", "--frame", "17", "--csv"], ["flow"],
                 ["flow", "--call-id", "terminal"]]
    problems = []
    for words in commands:
        text = tests.run(*words, capture).out.decode("utf-8")
        text = text.replace("\r\n", "\n") if "--csv" in words else text
        found = COMMANDS.search(text)
        if found:
            problems.append(f"{' '.join(words)}: {text[max(0, found.start() - 30):found.end()]!r}")
    tests.check("nothing in a packet commands a terminal", *problems)
    table = csv.reader(io.StringIO(tests.run("calls", "--all", "--csv", capture).out.decode(), newline=""))
    formulas = [field for row in table for field in row if field[:1] in ("=", "+", "@")]
    tests.check("nothing in a packet is a formula", *formulas)


def main():
    tests = Tests(sys.argv[1])
    for capture in CAPTURES:
        check_json(tests, capture, ROWS)
        check_csv(tests, capture, ROWS)
    check_reports(tests)
    check_values(tests)
    check_locales(tests)
    check_terminal(tests)
    return tests.finish()


if __name__ == "__main__":
    sys.exit(main())
