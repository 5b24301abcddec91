# SPDX-License-Identifier: GPL-3.0-or-later
"""The sound of streams: what the lanes say of it, playing, and saving it."""

import os
import subprocess
import wave

import screen
from program import BUILD, SAMPLE, SCRATCH, Program, cli, scratch, variant
from tap import scenario
from tree import wait

# GStreamer's own sink that stands for a sound card; its list of plug-ins is made once for all runs.
os.environ["GST_PLUGIN_FEATURE_RANK"] = "fakeaudiosink:MAX"
os.environ["GST_REGISTRY"] = str(SCRATCH / "gstreamer-registry")


def lossy():
    """The stream that lost most, and the title of its lane."""
    stream = max(cli("streams", SAMPLE), key=lambda row: row["lost"])
    return stream, f"{stream['src']} → {stream['dst']}"


def show(program, stream):
    """Selects a stream, whose other direction comes with it; the lanes, once their sound is there."""
    program.action("show-view", variant("s", "streams"))
    program.action("search", variant("s", stream["ssrc"].lower()))
    box = program.frame().wait(name="Sound over time")
    title = f"{stream['src']} → {stream['dst']}"
    wait("the sound of it", lambda: any(lane.name == title and "dBFS" in lane.description
                                        for lane in box.all(role="image")))
    return box


@scenario
def sound_lanes():
    """Both directions with their losses; frequencies, jitter buffers; both channels as a file."""
    stream, title = lossy()
    with Program(SAMPLE) as program:
        program.wait_loaded()
        box = show(program, stream)
        lanes = {lane.name: lane.description for lane in box.all(role="image")}
        assert f"{stream['lost']} lost" in lanes[title], lanes
        assert f"{stream['dst']} → {stream['src']}" in lanes, lanes
        program.action("sound", variant("s", "spectrogram"))
        for buffer in ("50", "joined", "silent", "sent"):
            program.action("sound", variant("s", f"buffer::{buffer}"))
        program.focus()
        program.click(box)
        wait("the lanes have the focus", lambda: box.now().focused)
        screen.key("plus", "shift+Right", "Return", "Left", "0")
        program.action("sound", variant("s", "mode::mix"))
        program.action("sound", variant("s", "mode::both"))
        path = scratch("sound") / "both.wav"
        show(program, stream)
        program.action("sound", variant("s", f"export-path::{path}"))
        program.frame().wait(role="label", name="Saved both.wav")
        with wave.open(str(path)) as file:
            seconds = file.getnframes() / file.getframerate()
            assert (file.getnchannels(), file.getsampwidth()) == (2, 2)
            assert abs(seconds - stream["duration_ms"] / 1000) < 1, seconds


def plays():
    """Whether GStreamer has what playing needs; what it says."""
    sound = BUILD / "src" / "sound" / "linesman-sound"
    if not sound.exists():
        return False
    result = subprocess.run([sound, "play", "8000", "1"], input=b"\0" * 1600, capture_output=True,
                            timeout=60, check=False)
    return b"end" in result.stdout


@scenario
def sound_plays():
    """Space plays and pauses, a click seeks, and the end stops; or words say what is missing."""
    stream, _ = lossy()
    there = plays()
    with Program(SAMPLE) as program:
        program.wait_loaded()
        box = show(program, stream)
        program.focus()
        program.click(box)
        wait("the lanes have the focus", lambda: box.now().focused)
        screen.key("space")
        if not there:
            wait("why not", lambda: any(words.startswith(("No audio device", "Playing needs", "This build"))
                                        for words in program.frame().words()))
            return
        program.frame().wait(role="button", name="Pause")
        screen.key("space")
        program.frame().wait(role="button", name="Play")
        program.action("sound", variant("s", "stop"))
        program.action("sound", variant("s", "play"))
        program.frame().wait(role="button", name="Pause")
        # It is heard on beside the ladder, which can pause it and has a mark where it is.
        program.action("show-view", variant("s", "calls"))
        program.click(program.frame().wait(role="button", name="Pause the sound"))
        program.frame().wait(role="button", name="Play the sound on")
        program.action("sound", variant("s", "stop"))
        wait("nothing is left to play", lambda: not program.frame().all(role="button", name="Play the sound on"))
