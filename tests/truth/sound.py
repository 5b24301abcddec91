#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is heard in encrypted calls whose keys are known is speech or music, and not noise.

Noise, which a wrong key would give, has as much above the voice band as in it, and is as loud in each 20 ms as in
the next: of a voice neither holds. Every stream with a key in keys.tsv is decoded and measured.

usage: sound.py LINESMAN-CLI CAPTURES
"""

import array
import collections
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile
import wave

RANGE_DB = 30
SMOOTH = 0.5  # how like each sample is to the one before: of noise 0, of a voice at 8 kHz above 0.7


def is_sound(likeness, range_db):
    return likeness >= SMOOTH or range_db >= RANGE_DB


def read(path):
    """Samples at 8 kHz, each the mean of those that it stands for."""
    with wave.open(str(path)) as sound:
        rate = sound.getframerate()
        samples = array.array("h", sound.readframes(min(sound.getnframes(), 40 * rate)))
    step = rate // 8000
    return [sum(samples[i : i + step]) / step for i in range(0, len(samples) - step, step)]


def measure(samples):
    """Likeness of neighbours at 8 kHz, and by how many dB the loudest tenth of 20 ms blocks is above the softest."""
    heard = [s for s in samples if s]
    if len(heard) < 4000:
        return 0, 0
    likeness = sum(map(lambda a, b: a * b, samples, samples[1:])) / (sum(s * s for s in samples) or 1)
    blocks = sorted(
        math.sqrt(sum(s * s for s in samples[i : i + 160]) / 160) for i in range(0, len(samples) - 160, 160)
    )
    tenth = max(1, len(blocks) // 10)
    return likeness, 20 * math.log10((sum(blocks[-tenth:]) + 1) / (sum(blocks[:tenth]) + 1))


def keys_of(captures):
    rows = collections.defaultdict(list)
    for line in (captures / "keys.tsv").read_text().splitlines()[1:]:
        name, ssrc, suite, key = line.split("\t")[:4]
        rows[name].append((ssrc, suite, key))
    return rows


def run(cli, *words):
    return subprocess.run([cli, "sound", *words], capture_output=True, text=True, timeout=120, check=False)


def check(cli, capture, keys, folder):
    """A list of faults, and what was not decoded because something is not installed."""
    faults, missing = [], []
    key_file = pathlib.Path(folder) / "keys"
    key_file.write_text("".join(f"{ssrc} {suite} inline:{key}\n" for ssrc, suite, key in keys))
    words = ["--srtp-keys", str(key_file), str(capture)]
    wanted = {int(ssrc, 16) for ssrc, _, _ in keys}
    streams = subprocess.run([cli, "streams", "--json", *words[2:]], capture_output=True, text=True, check=False)
    for line in streams.stdout.splitlines():
        row = json.loads(line)
        if int(row["ssrc"], 16) not in wanted:
            continue
        number = str(row["stream"])
        sound = json.loads(run(cli, "--json", "--stream", number, *words).stdout)
        if sound["package"] or (sound["error"] and "not installed" in sound["error"]):
            missing.append(sound["error"])
            continue
        out = pathlib.Path(folder) / "out.wav"
        made = run(cli, "--stream", number, "-o", str(out), *words)
        if made.returncode or not sound["decoded"]:
            faults.append(f"stream {number}: {made.stderr.strip()}")
            continue
        likeness, range_db = measure(read(out))
        if sound["decoded"] < 0.9 * row["packets"] or not is_sound(likeness, range_db):
            faults.append(f"stream {number}: {sound['decoded']} of {row['packets']} decoded, "
                          f"likeness {likeness:.2f}, {range_db:.1f} dB between soft and loud")
        print(f"# {capture.name} stream {number}: {sound['codec']}, likeness {likeness:.2f}, "
              f"{range_db:.1f} dB between soft and loud")
    return faults, missing


def main():
    cli, captures = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (captures / "keys.tsv").exists():
        print("1..0 # SKIP the captures with known keys are not at hand")
        return 0
    failed = 0
    rows = keys_of(captures)
    noise = random.Random(1)
    if is_sound(*measure([noise.uniform(-9000, 9000) for _ in range(80000)])):
        failed = 1
        print("# noise is taken for sound")
    print(f"1..{len(rows)}")
    for number, (name, keys) in enumerate(rows.items(), 1):
        with tempfile.TemporaryDirectory(prefix="linesman-truth-") as folder:
            faults, missing = check(cli, captures / name, keys, folder)
        if faults:
            failed = 1
            print("\n".join(f"# {fault}" for fault in faults))
        skip = f" # SKIP {missing[0]}" if missing and not faults else ""
        print(f"{'not ok' if faults else 'ok'} {number} {name}{skip}")
    return failed


sys.exit(main())
