# SPDX-License-Identifier: GPL-3.0-or-later
"""A small telephone network in network namespaces, in which real programs talk to each other.

    lan      a bridge; here tcpdump captures, so every frame is seen once
    HOST     one namespace a machine, with one address of each family on the bridge
    far      a machine behind `router`, whose access line can be made lossy

Everything started is stopped by its process id, and every namespace made is removed, also after a
failure. Needs root, iproute2, tcpdump, Kamailio, baresip, SIPp, espeak-ng and editcap.
"""

import array
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import wave

NET4 = "192.0.2."  # RFC 5737
NET6 = "2001:db8:1::"  # RFC 3849
FAR4 = "198.51.100."
NEEDED = ["ip", "iptables", "tcpdump", "kamailio", "baresip", "sipp", "espeak-ng", "editcap", "tshark"]


def run(*args, **kw):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kw).stdout


def find_modules(*candidates):
    for folder in candidates:
        if os.path.isdir(folder):
            return folder
    sys.exit("none of these folders is there: " + " ".join(candidates))


class Lab:
    """Use as `with Lab() as lab:`; the end of the block takes everything down."""

    def __init__(self, keep_logs=False):
        missing = [tool for tool in NEEDED if not shutil.which(tool)]
        if missing:
            sys.exit("missing programs: " + " ".join(missing))
        if os.geteuid() != 0:
            sys.exit("network namespaces need root")
        self.here = os.path.dirname(os.path.abspath(__file__))
        self.keep_logs = keep_logs
        self.prefix = "lm%d-" % os.getpid()
        self.spaces = []
        self.processes = []
        self.dir = tempfile.mkdtemp(prefix="linesman-lab-")
        os.chmod(self.dir, 0o755)

    def __enter__(self):
        # Whoever ends this early, or a program that hangs, must not leave namespaces behind.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, lambda number, _: sys.exit("ended by " + signal.Signals(number).name))
        signal.alarm(170)
        try:
            self.space("lan")
            self.ip("lan", "link", "add", "br0", "type", "bridge")
            self.ip("lan", "link", "set", "br0", "up")
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *unused):
        self.close()

    def close(self):
        signal.alarm(0)
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for name in reversed(self.spaces):
            subprocess.run(["ip", "netns", "del", self.prefix + name], check=False)
        self.spaces = []
        if self.keep_logs:
            print("logs are in", self.dir)
        else:
            shutil.rmtree(self.dir, ignore_errors=True)

    # Network

    def space(self, name):
        run("ip", "netns", "add", self.prefix + name)
        self.spaces.append(name)
        self.ip(name, "link", "set", "lo", "up")

    def ip(self, name, *args):
        run("ip", "-n", self.prefix + name, *args)

    def inside(self, name, *args):
        return ["ip", "netns", "exec", self.prefix + name, *args]

    def host(self, name, number, mtu=1500):
        """A machine on the bridge, 192.0.2.NUMBER and 2001:db8:1::NUMBER."""
        self.space(name)
        self.ip("lan", "link", "add", "p-" + name, "type", "veth", "peer", "name", "eth0",
                "netns", self.prefix + name)
        # Without segmentation offload the capture holds frames as a wire would carry them.
        self.ip("lan", "link", "set", "p-" + name, "master", "br0", "mtu", str(mtu), "gso_max_segs", "1", "up")
        self.ip(name, "link", "set", "eth0", "address", "02:00:00:00:00:%02x" % number)
        self.ip(name, "link", "set", "eth0", "mtu", str(mtu), "gso_max_segs", "1", "up")
        self.ip(name, "addr", "add", "%s%d/24" % (NET4, number), "dev", "eth0")
        self.ip(name, "addr", "add", "%s%d/64" % (NET6, number), "dev", "eth0", "nodad")
        return NET4 + str(number)

    def far_host(self, name, number, router_number):
        """A machine behind a router of its own: loss there happens before the capture point."""
        self.host("router", router_number)
        self.space(name)
        self.ip("router", "link", "add", "eth1", "type", "veth", "peer", "name", "eth0",
                "netns", self.prefix + name)
        self.ip("router", "link", "set", "eth1", "up")
        self.ip("router", "addr", "add", FAR4 + "1/24", "dev", "eth1")
        self.ip(name, "link", "set", "eth0", "up")
        self.ip(name, "addr", "add", "%s%d/24" % (FAR4, number), "dev", "eth0")
        self.ip(name, "route", "add", "default", "via", FAR4 + "1")
        run(*self.inside("router", "sysctl", "-qw", "net.ipv4.ip_forward=1"))
        return FAR4 + str(number)

    def route_far(self, *names, router_number):
        for name in names:
            self.ip(name, "route", "add", FAR4 + "0/24", "via", NET4 + str(router_number))

    def iptables(self, name, *args):
        run(*self.inside(name, "iptables", *args))

    # Programs

    def start(self, name, *args, log, **kw):
        with open(os.path.join(self.dir, log), "wb") as out:
            process = subprocess.Popen(self.inside(name, *args), stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=subprocess.STDOUT, cwd=self.dir, **kw)
        self.processes.append(process)
        return process

    def stop(self, process, seconds=8):
        """Asks the program to end and waits until it has."""
        if process.poll() is None:
            process.terminate()
        process.wait(seconds)

    def capture(self, path, expression="", name="lan", interface="br0"):
        """Starts tcpdump; returns a function that ends it and writes PATH as pcapng."""
        raw = os.path.join(self.dir, os.path.basename(path) + ".pcap")
        process = self.start(name, "tcpdump", "-i", interface, "-s", "0", "-U", "-B", "8192", "-Z", "root",
                             "-w", raw, *expression.split(), log="tcpdump.log")
        self.wait_for(lambda: os.path.exists(raw), 5, "tcpdump does not start")
        time.sleep(0.3)

        def finish():
            time.sleep(1.3)  # the kernel hands over what it has once a second
            self.stop(process)
            run("editcap", "-F", "pcapng", raw, path)

        return finish

    def wait_for(self, condition, seconds, complaint):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise RuntimeError(complaint)
            time.sleep(0.05)

    def kamailio(self, name, number, gateways):
        """The proxy and registrar. GATEWAYS are asked with OPTIONS whether they live."""
        with open(os.path.join(self.dir, "gateways"), "w") as out:
            out.writelines("1 sip:%s\n" % gateway for gateway in gateways)
        self.kamailio_with(name, os.path.join(self.here, "kamailio.cfg"),
                           "-A", "GATEWAYS='%s/gateways'" % self.dir,
                           "-l", "udp:%s%d:5060" % (NET4, number), "-l", "tcp:%s%d:5060" % (NET4, number),
                           "-l", "udp:[%s%d]:5060" % (NET6, number))

    def kamailio_with(self, name, config, *words, before=(), log="kamailio.log"):
        """Kamailio with a configuration; BEFORE are words that go before the program's name."""
        modules = find_modules("/usr/lib/x86_64-linux-gnu/kamailio/modules",
                               "/usr/lib/aarch64-linux-gnu/kamailio/modules",
                               "/usr/lib64/kamailio/modules", "/usr/lib/kamailio/modules")
        folder = os.path.join(self.dir, "run-" + log)
        os.mkdir(folder)
        self.start(name, *before, "kamailio", "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder, "-L", modules,
                   "-f", config, *words, log=log)
        time.sleep(2.0)

    def sipp(self, name, scenario, *args, log=None, calls=1, **words):
        """SIPp with sipp/SCENARIO.xml, in which @word@ stands for what WORDS say."""
        with open(os.path.join(self.here, "sipp", scenario + ".xml")) as source:
            text = source.read()
        for word, value in words.items():
            text = text.replace("@%s@" % word, str(value))
        path = os.path.join(self.dir, (log or scenario) + ".xml")
        with open(path, "w") as out:
            out.write(text)
        return self.start(name, "sipp", *args, "-sf", path, "-m", str(calls), "-nostdin", "-trace_err", "-nd",
                          log=(log or scenario) + ".log")

    def speech(self, name, voice, text, seconds):
        """TEXT spoken again and again: a WAV of 8 kHz, 16 bits, mono, and the same in PCMA."""
        path = os.path.join(self.dir, name + ".wav")
        run("espeak-ng", "-v", voice, "-s", "150", "-w", path + ".raw.wav", text)
        with wave.open(path + ".raw.wav") as source:
            rate = source.getframerate()
            samples = array.array("h", source.readframes(source.getnframes()))
        once = resample(samples, rate, 8000) + array.array("h", [0] * 6000)
        total = array.array("h")
        while len(total) < seconds * 8000:
            total.extend(once)
        total = total[:seconds * 8000]
        with wave.open(path, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(total.tobytes())
        with open(os.path.join(self.dir, name + ".alaw"), "wb") as out:
            out.write(bytes(alaw(sample) for sample in total))
        return path


class Phone:
    """A baresip, driven over its control socket (netstrings of JSON, one TCP connection)."""

    def __init__(self, lab, name, address, user, password, proxy, wav, codec="PCMA", settings="", account="",
                 before=()):
        """SETTINGS are further lines of the configuration, ACCOUNT further words of the account, BEFORE
        words that go before the program's name."""
        self.lab, self.name = lab, name
        folder = os.path.join(lab.dir, name)
        os.mkdir(folder)
        modules = find_modules("/usr/lib/baresip/modules", "/usr/lib/x86_64-linux-gnu/baresip/modules")
        with open(os.path.join(folder, "config"), "w") as out:
            out.write(f"""poll_method epoll
sip_listen {address}:5060
module_path {modules}
call_local_timeout 120
call_max_calls 4
audio_player aubridge,{name}
audio_source aufile,{wav}
audio_alert aubridge,{name}-alert
ausrc_srate 8000
auplay_srate 8000
ausrc_channels 1
auplay_channels 1
rtp_tos 184
rtcp_enable yes
rtcp_mux no
jitter_buffer_delay 5-10
rtp_stats no
module g711.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:4444
{settings}""")
        with open(os.path.join(folder, "accounts"), "w") as out:
            out.write(f'"{user.capitalize()}" <sip:{user}@example.com>;auth_user={user};auth_pass={password};'
                      f'outbound="sip:{proxy}";regint=300;audio_codecs={codec};answermode=manual;ptime=20{account}\n')
        open(os.path.join(folder, "contacts"), "w").close()
        self.process = lab.start(name, *before, "baresip", "-f", folder, log=name + ".log")
        self.control = None

    def command(self, command, params=""):
        if not self.control:
            self.control = self.connect()
        text = json.dumps({"command": command, "params": params, "token": "t"}).encode()
        self.control.sendall(b"%d:%s," % (len(text), text))
        time.sleep(0.05)

    def connect(self):
        """A socket belongs to the namespace in which it was made."""
        host = os.open("/proc/self/ns/net", os.O_RDONLY)
        inside = os.open("/run/netns/" + self.lab.prefix + self.name, os.O_RDONLY)
        try:
            os_setns(inside)
            end = time.monotonic() + 5
            while True:
                try:
                    return socket.create_connection(("127.0.0.1", 4444), 2)
                except OSError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.1)
        finally:
            os_setns(host)
            os.close(host)
            os.close(inside)

    def stop(self):
        self.command("quit")
        try:
            self.process.wait(6)
        except subprocess.TimeoutExpired:
            self.lab.stop(self.process)


def os_setns(descriptor):
    """os.setns() is in Python from 3.12 on."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, 0x40000000) != 0:  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "setns")


def resample(samples, rate, wanted):
    """The mean of the samples that fall into each new one: enough of a low-pass for speech."""
    step = rate / wanted
    out = array.array("h")
    for i in range(int(len(samples) / step)):
        part = samples[int(i * step):max(int((i + 1) * step), int(i * step) + 1)]
        out.append(sum(part) // len(part))
    return out


def alaw(sample):
    """ITU-T G.711, table 1a, from 16-bit linear."""
    sign = 0x80 if sample >= 0 else 0
    value = min(sample if sample >= 0 else -sample - 1, 32767) >> 3
    if value < 32:
        code = value >> 1
    else:
        exponent = value.bit_length() - 5
        code = exponent << 4 | (value >> exponent) & 0x0F
    return (sign | code) ^ 0x55
