package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.line.OutputQueue;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.radio.Ip4;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * From received data to {@code +IPD}: pushed at once, or kept until the host asks (at-protocol §9). Header and payload
 * are one piece of output, always.
 */
public final class ReceivePath {
    /** What a record of CBC with SHA-1 adds to its plaintext at least: header, IV, MAC (assumed: one record). */
    private static final int RECORD_OVERHEAD = 29;
    /** Room that a header may take in the ring. */
    private static final int HEADER = 64;

    private final AtVersion version;
    private final OutputQueue out;
    private final ModuleLinks links;
    private final IntSupplier ringFree;
    private boolean passive;
    private boolean details;

    ReceivePath(AtVersion version, OutputQueue out, ModuleLinks links, IntSupplier ringFree) {
        this.version = version;
        this.out = out;
        this.links = links;
        this.ringFree = ringFree;
    }

    /** CIPRECVMODE. */
    public void passive(boolean on) {
        passive = on;
        if (!on && !keepsKept()) {
            // NonOS leaves what was kept to CIPRECVDATA (at-recorded D10), and so does ESP-AT 2.0.
            links.slots().forEach(this::drain);
        }
    }

    /** CIPRECVMODE. */
    public boolean passive() {
        return passive;
    }

    /** CIPDINFO. */
    public void details(boolean on) {
        details = on;
    }

    /** CIPDINFO. */
    public boolean details() {
        return details;
    }

    /** Whether data of this link wait for CIPRECVDATA. */
    public boolean isPassive(LinkSlot slot) {
        return passive
                && !links.transparent()
                && switch (version.text("passive")) {
                    case "tcp" -> slot.type == LinkType.TCP;
                    case "all" -> true;
                    default -> false;
                };
    }

    /**
     * How many bytes a passive link is said to have. ESP-AT counts the ciphertext of SSL links: always more than can be
     * read (at-protocol §9.4, §16.5 L10).
     */
    public int announced(LinkSlot slot) {
        boolean ciphertext = version.isEspAt() && slot.type() == LinkType.SSL && slot.waiting() > 0;
        return slot.waiting() + (ciphertext ? RECORD_OVERHEAD : 0);
    }

    void received(LinkSlot slot, byte[] data, Ip4 from, int port) {
        if (links.transparent()) {
            out.event(slot.id, data, 0);
            return;
        }
        if (isPassive(slot) || slot.kept && version.is("first-core")) {
            int before = slot.waiting();
            slot.keep(data, from, port);
            slot.kept = true;
            boolean again = version.is("first-core") ? !slot.announced : !version.isEspAt() || before == 0;
            if (again && isPassive(slot)) {
                slot.announced = true;
                // Whether NonOS announces the increment or the total is open (at-protocol §22 Q5): a fact, both tested.
                announce(slot, version.is("passive-increments") ? data.length : announced(slot));
            }
            holdIfFull(slot, fullEnough(slot));
            return;
        }
        if (slot.type == LinkType.UDP || slot.kept && version.isNonOs()) {
            print(slot, data, from, port);
            return;
        }
        if (data.length == 0) {
            print(slot, data, from, port);
            return;
        }
        slot.keep(data, from, port);
        drain(slot);
    }

    private boolean keepsKept() {
        return version.isNonOs() || version.is("first-core");
    }

    /** Prints what waits, as far as the ring has room; the rest comes when the UART has drained. */
    void drain(LinkSlot slot) {
        // mbedTLS hands up a segment's worth at a time, axTLS whole records (at-recorded D5).
        boolean wholeRecords =
                slot.type == LinkType.SSL && !version.text("ssl-library").equals("mbedtls");
        int block =
                wholeRecords ? Integer.MAX_VALUE : slot.type == LinkType.SSL ? Lwip.MSS : version.number("ipd-block");
        while (slot.waiting() > 0 && isPushed(slot)) {
            int length = Math.min(block, slot.waiting());
            // From 1.1 on a block is printed only if all of it fits the ring; 0.40 spins until it does, which to the
            // host looks the same (at-protocol §9.3).
            if (ringFree.getAsInt() < Math.min(length + HEADER, version.number("tx-ring"))) {
                holdIfFull(slot, true);
                return;
            }
            Ip4 ip = slot.waitingIp();
            int port = slot.waitingPort();
            print(slot, slot.take(length), ip, port);
        }
        holdIfFull(slot, !isPushed(slot) && fullEnough(slot));
    }

    private boolean isPushed(LinkSlot slot) {
        return !isPassive(slot) && !(slot.kept && keepsKept());
    }

    /**
     * Espressif's firmwares hold a link from the first byte that is kept, and open the window by what is read (at-recorded
     * D9, at-recorded-esp-at E10).
     */
    private boolean fullEnough(LinkSlot slot) {
        boolean byBytes = version.isNonOs() || version.isEspAt() && slot.type == LinkType.TCP;
        return slot.waiting() >= (byBytes ? 1 : version.number("tcp-window"));
    }

    /** Prints all that waits, room or not: what precedes {@code n,CLOSED}. */
    void flush(LinkSlot slot) {
        while (slot.waiting() > 0 && isPushed(slot)) {
            Ip4 ip = slot.waitingIp();
            int port = slot.waitingPort();
            print(slot, slot.take(Math.min(version.number("ipd-block"), slot.waiting())), ip, port);
        }
    }

    private void holdIfFull(LinkSlot slot, boolean full) {
        if (slot.held != full && slot.socket != null && slot.type != LinkType.UDP) {
            slot.held = full;
            slot.socket.hold(full);
        }
    }

    private void print(LinkSlot slot, byte[] data, Ip4 from, int port) {
        var piece = new ByteArrayOutputStream();
        String quote = version.is("ipd-quoted-ip") ? "\"" : "";
        piece.writeBytes(ascii("\r\n+IPD," + (links.mux() ? slot.id + "," : "") + data.length
                + (details ? "," + quote + from + quote + "," + port : "") + ":"));
        int words = piece.size();
        if (version.isNonOs() && slot.type == LinkType.SSL && words + data.length > version.number("tx-ring")) {
            // uart_tx_buff_enq waits for room that the ring never has: the port is mute for good (at-recorded D7).
            out.mute();
            return;
        }
        piece.writeBytes(data);
        if (version.is("ipd-crlf-after")) {
            // at_construct_tail, not counted in the length (at-protocol §9.2, §22 Q2).
            piece.writeBytes(ascii("\r\n"));
        }
        out.event(slot.id, piece.toByteArray(), words);
    }

    private void announce(LinkSlot slot, int length) {
        // 2.0 names the link always, and ends where the data would begin (at-recorded-esp-at E3).
        boolean first = version.is("first-core");
        byte[] notice =
                ascii("\r\n+IPD," + (links.mux() || first ? slot.id + "," : "") + length + (first ? ":" : "\r\n"));
        out.event(slot.id, notice, notice.length);
    }

    /**
     * CIPRECVDATA: takes up to {@code most} bytes of a passive link and prints them.
     *
     * @return false if nothing waits
     */
    public boolean read(LinkSlot slot, int most) {
        if (slot.waiting() == 0) {
            return false;
        }
        String from = details ? "\"" + slot.waitingIp() + "\"," + slot.waitingPort() + "," : "";
        byte[] data = slot.take(most);
        if (slot.socket != null) {
            slot.socket.taken(data.length);
        }
        slot.kept &= slot.waiting() > 0;
        holdIfFull(slot, fullEnough(slot));
        var piece = new ByteArrayOutputStream();
        if (version.is("recvdata-colon")) {
            // Not as in the manual: a comma before the length, a colon after it, no id (at-protocol §9.4).
            piece.writeBytes(ascii("\r\n+CIPRECVDATA," + data.length + ":"));
        } else if (version.is("first-core")) {
            piece.writeBytes(ascii("+CIPRECVDATA," + slot.id + "," + data.length + ":\r\n"));
        } else {
            piece.writeBytes(ascii("+CIPRECVDATA:" + data.length + "," + from));
        }
        int words = piece.size();
        piece.writeBytes(data);
        out.reply(piece.toByteArray(), words);
        return true;
    }

    /** After the OK of a CIPRECVDATA: ESP-AT announces what it left; a close that waited for it is printed. */
    public void afterRead(LinkSlot slot) {
        if (slot.waiting() == 0) {
            links.reportWithheldClose(slot);
        } else if (version.isEspAt() && !version.is("first-core") && isPassive(slot)) {
            announce(slot, announced(slot));
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
