"""A host of an AT module that has never heard of wroom4j: Python's standard library and the manuals.

usage: at_client.py get  DEVICE DIALECT TCP|SSL HOST PORT
       at_client.py echo DEVICE DIALECT TCP     HOST PORT SIZE

"get" fetches / and prints the status line. "echo" sends SIZE bytes of hard payload to an echo server and prints the
SHA-256 of what was sent and of what came back. DIALECT is nonos, esp-at or atmod.
"""
import faulthandler
import hashlib
import os
import random
import re
import select
import sys
import termios
import time
import tty

PATIENCE = 20


class Module:
    def __init__(self, device):
        self.fd = os.open(device, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.fd)
        attributes = termios.tcgetattr(self.fd)
        attributes[4] = attributes[5] = termios.B115200
        termios.tcsetattr(self.fd, termios.TCSANOW, attributes)
        self.buffer = b""
        self.payload = b""
        self.closed = False

    def write(self, data):
        while data:
            data = data[os.write(self.fd, data):]

    def fill(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.fd], [], [], left)[0]:
            raise SystemExit("timeout; unread: %r" % self.buffer[-200:])
        self.buffer += os.read(self.fd, 65536)

    def next_token(self, deadline, prompt=False):
        """A line without its end, or '>' when a prompt is awaited; +IPD blocks are counted off on the way."""
        while True:
            self.buffer = self.buffer.lstrip(b"\r\n") if not prompt else self.buffer.lstrip(b"\r\n")
            if prompt and self.buffer.startswith(b">"):
                self.buffer = self.buffer[1:]
                if not self.buffer:
                    # A space may follow; NonOS prints it in the same piece.
                    if select.select([self.fd], [], [], 0.02)[0]:
                        self.buffer += os.read(self.fd, 65536)
                if self.buffer.startswith(b" "):
                    self.buffer = self.buffer[1:]
                return ">"
            header = re.match(rb"\+IPD,(\d+):", self.buffer)
            if header:
                length = int(header.group(1))
                while len(self.buffer) < header.end() + length:
                    self.fill(deadline)
                self.payload += self.buffer[header.end():header.end() + length]
                self.buffer = self.buffer[header.end() + length:]
                continue
            end = self.buffer.find(b"\n")
            if end >= 0 and not re.match(rb"\+IPD,\d*$", self.buffer[:end]):
                line = self.buffer[:end].rstrip(b"\r").decode("latin-1")
                self.buffer = self.buffer[end + 1:]
                if line == "CLOSED":
                    self.closed = True
                if line:
                    return line
                continue
            self.fill(deadline)

    def wait_for(self, *wanted, prompt=False):
        deadline = time.monotonic() + PATIENCE
        lines = []
        while True:
            token = self.next_token(deadline, prompt)
            lines.append(token)
            if token in wanted:
                return token, lines

    def command(self, text):
        self.write(text.encode() + b"\r\n")
        final, lines = self.wait_for("OK", "ERROR", "FAIL")
        if final != "OK":
            raise SystemExit("%s answered %r" % (text, lines))

    def send(self, data):
        while True:
            self.write(b"AT+CIPSEND=%d\r\n" % len(data))
            self.wait_for(">", prompt=True)
            # A lone "+++" cancels data entry: no slice may end with it, nor be it.
            if data.endswith(b"+++"):
                self.write(data[:-2])
                time.sleep(0.01)
                self.write(data[-2:])
            else:
                self.write(data)
            final, _ = self.wait_for("SEND OK", "SEND FAIL", "SEND Canceled")
            if final == "SEND OK":
                return
            if final == "SEND FAIL":
                raise SystemExit("SEND FAIL")


def hard_payload(size):
    pieces = [bytes(range(256)), b"\0" * 300, b"\xff" * 300, b"\r\nOK\r\n", b"\r\nERROR\r\n", b"SEND OK\r\n", b"> ",
              b"+IPD,", b"\r\n+IPD,0,5:", b"0,CLOSED\r\n", b"+++", b"\r\nready\r\n", b"busy p...\r\n"]
    chance = random.Random(42)
    data = b"".join(pieces)
    while len(data) < size:
        data += chance.choice(pieces) if chance.random() < 0.5 else chance.randbytes(chance.randrange(1, 400))
    return data[:size]


def connect(module, dialect, kind, host, port):
    # Whatever was printed before we came is not for us; a bare line end costs one ERROR at most.
    time.sleep(0.2)
    while select.select([module.fd], [], [], 0.2)[0]:
        os.read(module.fd, 65536)
    module.command("ATE0")
    suffix = "" if dialect == "esp-at" else "_CUR"
    module.command("AT+CWMODE%s=1" % suffix)
    module.command('AT+CWJAP%s="wroom4j","arduino-java"' % suffix)
    if kind == "SSL" and dialect == "nonos":
        module.command("AT+CIPSSLSIZE=4096")
    module.command('AT+CIPSTART="%s","%s",%d' % (kind, host, port))


def main(action, device, dialect, kind, host, port, size="0"):
    module = Module(device)
    connect(module, dialect, kind, host, int(port))
    if action == "get":
        module.send(b"GET / HTTP/1.0\r\nHost: %s\r\n\r\n" % host.encode())
        while not module.closed:
            module.next_token(time.monotonic() + PATIENCE)
        print(module.payload.split(b"\r\n")[0].decode("latin-1"))
        return
    data = hard_payload(int(size))
    for start in range(0, len(data), 2048):
        module.send(data[start:start + 2048])
    deadline = time.monotonic() + PATIENCE
    while len(module.payload) < len(data):
        # Only +IPD can come now; the rest of a block is awaited inside.
        module.buffer = module.buffer.lstrip(b"\r\n")
        header = re.match(rb"\+IPD,(\d+):", module.buffer)
        if header and len(module.buffer) >= header.end() + int(header.group(1)):
            length = int(header.group(1))
            module.payload += module.buffer[header.end():header.end() + length]
            module.buffer = module.buffer[header.end() + length:]
        else:
            module.fill(deadline)
    print(hashlib.sha256(data).hexdigest(), hashlib.sha256(module.payload).hexdigest())


# Who waits for this program has 120 s: it says where it stood rather than being killed without a word.
faulthandler.dump_traceback_later(110, exit=True)
main(*sys.argv[1:])
