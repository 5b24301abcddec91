# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader sees of the program: nodes with role, name, description, states and places.

AT-SPI is spoken over D-Bus itself. GTK tells all nodes with their names and states in one answer
(org.a11y.atspi.Cache); only where a node stands has to be asked for one by one.
"""

import os
import time

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
CACHE = "org.a11y.atspi.Cache"
ROOT = "/org/a11y/atspi/accessible/root"
CACHE_PATH = "/org/a11y/atspi/cache"
IN_WINDOW = 1  # ATSPI_COORD_TYPE_WINDOW; GTK 4 does not know where on the screen it is

# AtspiStateType
ACTIVE, CHECKED, FOCUSABLE, FOCUSED, PRESSED, SELECTED, SENSITIVE, VISIBLE = 1, 4, 11, 12, 20, 23, 24, 30

# Long enough for a build with sanitizers on a machine that is busy; it is waited out only where something fails.
DEADLINE_S = float(os.environ.get("LM_GUI_DEADLINE", 60))
CALL_MS = int(DEADLINE_S * 1000)
POLL_S = 0.01

_bus = None
_call_ms = CALL_MS
patience = 1  # so many deadlines are waited for what is slow on purpose
# Of what was met: a node keeps its role as long as it lives, and no other one gets its path.
_roles = {}
# Nodes that say that they are visible and are not.
_hidden = set()


def must_go_on():
    """Replaced by what fails where waiting is in vain, as the program has ended."""


def give_up_after(seconds):
    """How long an answer is waited for from here on: not long where something has failed and may not answer at all."""
    global _call_ms
    _call_ms = int(seconds * 1000)


def call_ms():
    return _call_ms


class Timeout(AssertionError):
    """What was waited for did not happen."""


class Gone(AssertionError):
    """The node is not there any more."""


def wait(what, function, timeout=None):
    """Polls function until it gives something true, and returns that; what says what was waited for.

    That a node is missing which function looks into is one more thing to wait for.
    """
    timeout = timeout or DEADLINE_S * patience
    end = time.monotonic() + timeout
    while True:
        start = time.monotonic()
        missing = None
        try:
            value = function()
        except (Gone, AttributeError, IndexError, TypeError, StopIteration) as error:
            value, missing = None, error
        if value:
            return value
        must_go_on()
        now = time.monotonic()
        if now > end:
            raise Timeout(f"after {timeout:g} s still not: {what}") from missing
        # The program shall have time for more than to answer.
        time.sleep(max(POLL_S, (now - start) / 2))


def bus():
    """The accessibility bus."""
    global _bus
    if not _bus:
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                     None, None, Gio.DBusCallFlags.NONE, CALL_MS, None).unpack()
        _bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    return _bus


def ask(questions):
    """Asks all at once: (name, path, interface, method, parameters) each. None where there is no answer."""
    answers = [None] * len(questions)
    left = [len(questions)]

    def answered(connection, result, number):
        left[0] -= 1
        try:
            answers[number] = connection.call_finish(result).unpack()
        except GLib.Error:
            pass

    for number, (name, path, interface, method, parameters) in enumerate(questions):
        bus().call(name, path, interface, method, parameters, None, Gio.DBusCallFlags.NONE,
                   _call_ms, None, answered, number)
    context = GLib.MainContext.default()
    while left[0]:
        context.iteration(True)
    return answers


class Look:
    """The whole tree of a program as it was at one moment."""

    def __init__(self, name):
        items = self.items(name)
        # Nodes are in the answer once somebody asked for them as children.
        while self.meet(items):
            items = self.items(name)
        self.nodes, self.below = {}, {}
        for at, _, parent, index, _, interfaces, label, _, description, states in items.values():
            node = Node(at, label, description, states, self)
            node.parent, node.index, node.is_widget = parent, index, COMPONENT in interfaces
            self.nodes[at] = node
        root = Node((name, ROOT), "", "", [0, 0], self)
        root.parent, root.index, root.is_widget = None, 0, True
        for node in self.nodes.values():
            parent = node.parent
            # The page of a stack is between a stack and what stands in it, and is nothing that can be seen.
            while parent in self.nodes and not self.nodes[parent].is_widget:
                page = self.nodes[parent]
                parent, node.index = page.parent, page.index
            # What is shown when the pointer rests is no part of what it rests on.
            if node.is_widget and node.name != "GtkTooltipWindow":
                node.parent = parent
                self.below.setdefault(parent, []).append(node)
        for children in self.below.values():
            children.sort(key=lambda node: node.index)
        self.nodes[root.at] = root

    @staticmethod
    def items(name):
        found, = ask([(name, CACHE_PATH, CACHE, "GetItems", None)])
        if not found:
            raise Gone(name)
        return {item[0]: item for item in found[0]}

    @staticmethod
    def meet(items):
        """Asks for children that are not among the nodes; returns whether there are any."""
        n_known = {}
        for at, item in items.items():
            # What is not shown is not counted as a child. Pages of a stack tell nothing: the other one may be new.
            if COMPONENT not in item[5]:
                n_known[item[2]] = -len(items)
            elif item[9][0] >> VISIBLE & 1 and item[6] != "GtkTooltipWindow" and at not in _hidden:
                n_known[item[2]] = n_known.get(item[2], 0) + 1
        parents = [at for at, item in items.items() if item[4] != n_known.get(at, 0)]
        # GTK 4.8 goes on calling visible what was hidden, though it is no child any more.
        fewer = {at for at in parents if items[at][4] < n_known.get(at, 0)}
        _hidden.update(at for at, item in items.items() if item[2] in fewer)
        n_met = 0
        while parents:
            answers = ask([(*at, ACCESSIBLE, "GetChildren", None) for at in parents])
            _hidden.difference_update(at for answer in answers if answer for at in answer[0])
            parents = [at for answer in answers if answer for at in answer[0] if at not in items]
            n_met += len(parents)
        return n_met > 0

    def node(self, at):
        if at not in self.nodes:
            raise Gone(at[1])
        return self.nodes[at]

    def in_order(self, top):
        """The node and all below it as (node, depth), parents before their children."""
        stack = [(top, 0)]
        while stack:
            node, depth = stack.pop()
            yield node, depth
            stack += [(child, depth + 1) for child in reversed(self.below.get(node.at, ()))]

    def is_shown(self, node, top):
        """Whether neither the node nor anything around it, up to the top, is out of sight."""
        around = []
        while True:
            if not node.has(VISIBLE):
                return False
            around.append(node)
            if node.at == top.at or node.parent not in self.nodes:
                break
            node = self.nodes[node.parent]
        find_places(around)
        return all(one.showing for one in around)


def find_places(nodes):
    nodes = [node for node in nodes if not node.place_is_known]
    answers = ask([(*node.at, COMPONENT, "GetExtents", GLib.Variant("(u)", (IN_WINDOW,))) for node in nodes])
    for node, answer in zip(nodes, answers, strict=True):
        node.set_place(tuple(answer[0]) if answer else None)


def find_roles(nodes):
    """A number in the answer about all nodes stands for several roles, so each node is asked once."""
    nodes = [node for node in nodes if node.at not in _roles]
    answers = ask([(*node.at, ACCESSIBLE, "GetRoleName", None) for node in nodes])
    for node, answer in zip(nodes, answers, strict=True):
        if answer:
            _roles[node.at] = answer[0]


class Node:
    """An accessible node as it was when it was looked at; now() looks again."""

    def __init__(self, at, name, description, states, look=None):
        self.at = at
        self.name, self.description, self.states = name, description, states
        self.look = look
        self.place_is_known = False

    @classmethod
    def at_path(cls, name, path):
        """Looks at one node alone."""
        properties, states, extents = ask([
            (name, path, "org.freedesktop.DBus.Properties", "GetAll", GLib.Variant("(s)", (ACCESSIBLE,))),
            (name, path, ACCESSIBLE, "GetState", None),
            (name, path, COMPONENT, "GetExtents", GLib.Variant("(u)", (IN_WINDOW,))),
        ])
        if not properties or not states:
            raise Gone(path)
        node = cls((name, path), properties[0].get("Name") or "", properties[0].get("Description") or "", states[0])
        node.set_place(tuple(extents[0]) if extents else None)
        return node

    def now(self):
        return Node.at_path(*self.at)

    def set_place(self, place):
        self.known_place, self.place_is_known = place, True

    @property
    def place(self):
        if not self.place_is_known:
            find_places([self])
        return self.known_place

    @property
    def role(self):
        find_roles([self])
        return _roles.get(self.at, "")

    def has(self, state):
        return bool(self.states[state // 32] >> state % 32 & 1)

    @property
    def showing(self):
        """What was never shown has no size. (GTK 4 tells no more about the pages of a stack.)"""
        return self.has(VISIBLE) and bool(self.place) and self.place[2] > 0 and self.place[3] > 0

    @property
    def focused(self):
        return self.has(FOCUSED)

    @property
    def text(self):
        """What stands in it: the text of an entry or a text view, and the name of all others."""
        if self.role not in ("text box", "search box"):
            return self.name
        answer, = ask([(*self.at, TEXT, "GetText", GLib.Variant("(ii)", (0, -1)))])
        return answer[0] if answer else self.name

    @property
    def middle(self):
        x, y, width, height = self.place
        return x + width / 2, y + height / 2

    def children(self):
        """Those right below it, also those that are not shown."""
        children = Look(self.at[0]).below.get(self.at, [])
        find_roles(children)
        return children

    def walk(self, hidden=False):
        """This node as it is now and all below it as (node, depth), parents before their children.

        Those that are not shown, and what is below them, only when asked for.
        """
        look = Look(self.at[0])
        top = look.node(self.at)
        if hidden:
            found = list(look.in_order(top))
        else:
            find_places([node for node, _ in look.in_order(top) if node.has(VISIBLE)])
            found, skip = [], None
            for node, depth in look.in_order(top):
                if skip is not None and depth > skip:
                    continue
                skip = None if node.showing or node is top else depth
                if skip is None:
                    found.append((node, depth))
        find_roles([node for node, _ in found])
        return found

    def matching(self, role=None, name=None, holds=None, hidden=False):
        """Finds the nodes at or below this one with that role, exactly that name, that piece of text."""
        look = Look(self.at[0])
        top = look.node(self.at)
        nodes = [node for node, _ in look.in_order(top)
                 if (hidden or node.has(VISIBLE) or node is top) and (name is None or node.name == name)]
        if role or holds:
            find_roles(nodes)
        for node in nodes:
            if ((not role or node.role == role) and (not holds or holds in node.name or holds in node.text)
                    and (hidden or node is top or look.is_shown(node, top))):
                yield node

    def all(self, **wanted):
        return list(self.matching(**wanted))

    def find(self, **wanted):
        return next(self.matching(**wanted), None)

    def wait(self, **wanted):
        return wait(f"a node with {wanted}", lambda: self.find(**wanted))

    def has_keyboard(self):
        """Whether this node or one within it has the keyboard."""
        return self.keyboard() is not None

    def keyboard(self):
        """The node at or below this one that has the keyboard."""
        look = Look(self.at[0])
        nodes = [node for node, _ in look.in_order(look.node(self.at)) if node.focused]
        find_roles(nodes)
        return nodes[-1] if nodes else None

    def words(self):
        """Every name and text that is shown."""
        return [text for node, _ in self.walk() for text in dict.fromkeys((node.name, node.text))
                if text]

    def cells(self):
        """The rows of a table without its heading, also those out of sight: the cells' texts each."""
        rows = []
        for node, _ in self.walk(hidden=True):
            if node.role == "row":
                rows.append([])
            elif node.role == "grid cell":
                rows[-1].append("")
            elif rows and rows[-1] and node.role == "label":
                rows[-1][-1] = f"{rows[-1][-1]} {node.name}".strip()
        return [row for row in rows if row]

    def __repr__(self):
        return f"{self.role} {self.name!r}"


def application(pid):
    """The node of the program with that process number, or None."""
    children, = ask([("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren", None)])
    for name, path in children[0] if children else ():
        owner, = ask([("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                       "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))])
        if owner and owner[0] == pid:
            try:
                return Node.at_path(name, path)
            except Gone:
                return None
    return None


def windows(application):
    """The windows and dialogs of a program, the oldest first."""
    children, = ask([(*application.at, ACCESSIBLE, "GetChildren", None)])
    nodes = [Node.at_path(*at) for at in children[0]] if children else []
    find_roles(nodes)
    return [node for node in nodes if node.role in ("window", "dialog")]
