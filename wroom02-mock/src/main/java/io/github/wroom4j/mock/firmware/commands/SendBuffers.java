package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.BitSet;

/** The CIPSENDBUF family: segments that are queued, sent one after the other and reported as events (at-protocol §7.5). */
final class SendBuffers {
    /** Bytes and segments that may wait on one link (at-recorded D56). */
    private static final int BYTES = 2920;

    private static final int SEGMENTS = 8;

    private final AtCore at;
    private final Buffer[] buffers = new Buffer[ModuleLinks.COUNT];

    private static final class Buffer {
        final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
        final BitSet acknowledged = new BitSet();
        int bytes;
        int next = 1;
        int sent;
        int lastOk;
        boolean sending;
    }

    SendBuffers(AtCore at) {
        this.at = at;
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = new Buffer();
        }
    }

    void register(HandlerTable table) {
        table.on("CIPBUFSTATUS", Form.EXEC, (name, p) -> status(p, false))
                .on("CIPBUFSTATUS", Form.SET, (name, p) -> status(p, true));
        table.on("CIPBUFRESET", Form.EXEC, (name, p) -> reset(p, false))
                .on("CIPBUFRESET", Form.SET, (name, p) -> reset(p, true));
        table.on("CIPCHECKSEQ", Form.SET, this::check).on("CIPCHECKQUEUE", Form.SET, this::check);
    }

    int next(int id) {
        return buffers[id].next;
    }

    int lastOk(int id) {
        return buffers[id].lastOk;
    }

    int free(int id) {
        return BYTES - buffers[id].bytes;
    }

    boolean queueFull(int id) {
        return buffers[id].waiting.size() >= SEGMENTS;
    }

    void add(int id, byte[] segment) {
        Buffer buffer = buffers[id];
        buffer.next++;
        buffer.waiting.add(segment);
        buffer.bytes += segment.length;
        at.reply("\r\nRecv " + segment.length + " bytes\r\n");
        at.out().whenOut(() -> pump(id));
    }

    private void pump(int id) {
        Buffer buffer = buffers[id];
        if (buffer.sending || buffer.waiting.isEmpty()) {
            return;
        }
        LinkSlot slot = at.links().slot(id);
        byte[] segment = buffer.waiting.poll();
        buffer.bytes -= segment.length;
        int number = ++buffer.sent;
        if (!slot.isOpen()) {
            report(slot, number, "SEND FAIL", "");
            pump(id);
            return;
        }
        buffer.sending = true;
        at.links().send(slot, segment, code -> {
            if (buffers[id] != buffer) {
                return;
            }
            buffer.sending = false;
            if (code == 0) {
                buffer.lastOk = number;
                buffer.acknowledged.set(number);
                report(slot, number, "SEND OK", "\r\n");
            } else {
                // This one has no leading CRLF (at-protocol §7.5).
                report(slot, number, "SEND FAIL", "");
            }
            pump(id);
        });
    }

    private void report(LinkSlot slot, int number, String what, String before) {
        String text = before + at.links().prefix(slot) + number + "," + what + "\r\n";
        at.out().event(slot.id(), text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The number of the link that a command of the family speaks of, named with several links alone; −1 if wrong. */
    private int id(Parameters p, boolean named, boolean more) {
        if (named != at.links().mux()) {
            return -1;
        }
        int id = named ? p.number(0, ModuleLinks.COUNT - 1) : 0;
        return id < 0 || named && more && !p.comma() ? -1 : id;
    }

    private void status(Parameters p, boolean named) {
        int id = id(p, named, false);
        if (id < 0 || at.junk(p)) {
            at.error();
            return;
        }
        Buffer b = buffers[id];
        String prefix = at.links().mux() && at.version().is("bufstatus-id") ? id + "," : "";
        // A link that is not there has room for nothing (at-recorded D56).
        String room = at.links().slot(id).isOpen() ? free(id) + "," + (SEGMENTS - b.waiting.size()) : "0,0";
        at.reply(prefix + b.next + "," + b.sent + "," + b.lastOk + "," + room + "\r\n");
        at.ok();
    }

    private void reset(Parameters p, boolean named) {
        int id = id(p, named, false);
        if (id < 0 || at.junk(p)) {
            at.error();
            return;
        }
        if (!at.links().slot(id).isOpen()) {
            at.refuse("link is not valid");
            return;
        }
        if (buffers[id].sending) {
            at.error();
            return;
        }
        buffers[id] = new Buffer();
        at.ok();
    }

    private void check(String name, Parameters p) {
        int id = id(p, at.links().mux(), true);
        int number = id < 0 ? 0 : p.number();
        boolean none = number == 0 || number == Parameters.ABSENT || number == Parameters.WRONG;
        if (none || number >= buffers[id].next || at.junk(p)) {
            at.error();
            return;
        }
        // Compared as signed, printed as unsigned (at-recorded D59).
        at.reply(at.links().prefix(at.links().slot(id)) + Integer.toUnsignedString(number) + ","
                + (number > 0 && buffers[id].acknowledged.get(number) ? "TRUE" : "FALSE") + "\r\n");
        at.ok();
    }
}
