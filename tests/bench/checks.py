# SPDX-License-Identifier: GPL-3.0-or-later
"""What the programs count, laid beside what the generator put in. Each gives a list of differences."""

import json
import re

COUNTS = ["packets", "sip_messages", "methods", "statuses", "calls", "call_ids", "rtp_packets", "rtcp_packets",
          "rtp_streams"]
# How a call that ends with these is called; any other from 400 up has failed.
STATE_OF = {"486": "busy", "408": "no-answer", "480": "no-answer", "403": "rejected", "603": "rejected"}


def differences(said, truth, keys):
    return ["%s is %s, not %s" % (key, said.get(key), truth[key]) for key in keys if said.get(key) != truth[key]]


def loop(text, truth):
    return differences(json.loads(text), truth, ["packets", "bytes"])


def stats(text, truth):
    said = json.loads(text)
    faults = differences(said, truth, COUNTS)
    if "refused" in truth:
        states = {"completed": truth["answered"]}
        for status, count in truth["refused"].items():
            state = STATE_OF.get(status, "failed")
            states[state] = states.get(state, 0) + count
        faults += differences(said, {"call_states": states}, ["call_states"])
    return faults


def streams(text, truth):
    rows = [json.loads(line) for line in text.splitlines()]
    said = {"rtp_streams": len(rows), "rtp_packets": sum(row["packets"] for row in rows),
            "lost": sum(row["lost"] for row in rows)}
    faults = differences(said, truth, list(said))
    unknown = sum(row["call"] is None for row in rows)
    return faults + (["%d streams belong to no call" % unknown] if unknown else [])


def rows(key):
    """That there is a line for each of what the truth has under KEY."""
    return lambda text, truth: differences({key: text.count("\n")}, truth, [key])


def tshark(text, truth):
    messages = re.search(r"Number of SIP messages: (\d+)", text)
    found = re.findall(r" 0x[0-9A-F]{8}\s.*?\s(\d+)\s+(-?\d+) \(", text)
    said = {"sip_messages": int(messages.group(1)) if messages else None, "rtp_streams": len(found),
            "rtp_packets": sum(int(row[0]) for row in found), "lost": sum(int(row[1]) for row in found)}
    return differences(said, truth, list(said))
