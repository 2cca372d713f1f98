package io.github.wroom4j.watch;

import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.words.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The five link ids, as the conversation shows them: who is on the other side, and what went over each. */
final class Links {
    private static final int IDS = 5;

    /** {@code AT+CIPSTART=0,"TCP","host",443}; without an id in single mode; {@code CIPSTARTEX} lets the module choose it. */
    private static final Pattern START =
            Pattern.compile("AT\\+CIPSTART(?:EX)?=(?:(\\d),)?\"(\\w+)\",\"([^\"]*)\",(\\d{1,5}).*");

    private static final Pattern CONNECT = Pattern.compile("(?:(\\d),)?CONNECT");
    private static final Pattern CLOSED = Pattern.compile("(?:(\\d),)?(?:CLOSED|CONNECT FAIL)");
    /** {@code +CIPSTATUS:0,"TCP","192.168.1.9",51234,80,1} and ESP-AT's {@code +CIPSTATE}: the last field is 1 of a visitor. */
    private static final Pattern STATUS =
            Pattern.compile("\\+CIPSTAT(?:US|E):(\\d),\"(\\w+)\",\"([^\"]*)\",(\\d{1,5}),(\\d{1,5}),([01]).*");

    private final Instant began;
    private final Slot[] slots = new Slot[IDS];
    private int wanted = -1;
    private Slot attempt;
    private int uses;
    private long gapMicros = -1;

    /** One use of an id. */
    static final class Slot {
        final int id;
        final int use;
        String kind = "TCP";
        String host = "";
        int port;
        boolean visitor;
        boolean open;
        long openedMicros;
        long closedMicros;
        long sent;
        long received;
        SecureTalk secure;
        final BlockSecrets sentSecrets = new BlockSecrets();
        final BlockSecrets receivedSecrets = new BlockSecrets();

        Slot(int id, int use) {
            this.id = id;
            this.use = use;
        }

        /** What guards it: version and suite, "module" where the module does TLS, "clear", or empty before the first byte. */
        String tls() {
            if (kind.equals("SSL")) {
                return "module";
            }
            if (secure != null) {
                return secure.agreed().isEmpty() ? "handshake" : secure.agreed();
            }
            return sent + received == 0 ? "" : "clear";
        }

        Map<String, Object> told() {
            return Json.object(
                    "id",
                    id,
                    "use",
                    use,
                    "open",
                    open,
                    "kind",
                    kind,
                    "host",
                    host,
                    "port",
                    port,
                    "visitor",
                    visitor,
                    "sent",
                    sent,
                    "received",
                    received,
                    "opened",
                    openedMicros / 1000.0,
                    "closed",
                    closedMicros / 1000.0,
                    "tls",
                    tls());
        }
    }

    Links(Instant began) {
        this.began = began;
    }

    /** The host sent a command. */
    void command(String line) {
        Matcher start = START.matcher(line);
        if (start.matches()) {
            wanted = start.group(1) == null ? line.startsWith("AT+CIPSTARTEX") ? -1 : 0 : id(start.group(1));
            attempt = new Slot(Math.max(wanted, 0), 0);
            attempt.kind = start.group(2);
            attempt.host = start.group(3);
            attempt.port = Integer.parseInt(start.group(4));
        }
    }

    /** The module said a line; the slot that it opened or closed, or null. */
    Slot line(long micros, String line) {
        Matcher connect = CONNECT.matcher(line);
        if (connect.matches()) {
            return opened(micros, id(connect.group(1)));
        }
        Matcher closed = CLOSED.matcher(line);
        if (closed.matches()) {
            return closed(micros, id(closed.group(1)));
        }
        Matcher status = STATUS.matcher(line);
        if (status.matches()) {
            Slot slot = of(micros, id(status.group(1)));
            peer(slot, status.group(3), Integer.parseInt(status.group(4)));
            slot.visitor = status.group(6).equals("1");
        } else if (line.equals("ready")) {
            restarted(micros);
        } else if (line.equals("ERROR")) {
            attempt = null;
        }
        return null;
    }

    private static int id(String digits) {
        return digits == null ? 0 : Math.min(Integer.parseInt(digits), IDS - 1);
    }

    private Slot opened(long micros, int id) {
        boolean ours = attempt != null && (wanted < 0 || wanted == id);
        var slot = new Slot(id, ++uses);
        if (ours) {
            slot.kind = attempt.kind;
            slot.host = attempt.host;
            slot.port = attempt.port;
            attempt = null;
        }
        slot.visitor = !ours;
        slot.open = true;
        slot.openedMicros = micros;
        slots[id] = slot;
        return slot;
    }

    private Slot closed(long micros, int id) {
        Slot slot = slots[id];
        if (slot == null || !slot.open) {
            if (attempt != null) {
                attempt = null;
            }
            return null;
        }
        slot.open = false;
        slot.closedMicros = micros;
        return slot;
    }

    /** The module has restarted: no link is left. */
    void restarted(long micros) {
        attempt = null;
        for (int id = 0; id < IDS; id++) {
            closed(micros, id);
        }
    }

    /**
     * The link of an id, also one that is closed: what the module still holds of it is fetched afterwards. One whose beginning
     * was not heard begins now.
     */
    Slot of(long micros, int id) {
        int known = Math.min(Math.max(id, 0), IDS - 1);
        Slot slot = slots[known];
        boolean unheard = slot == null || !slot.open && slot.closedMicros < gapMicros;
        return unheard ? opened(micros, known) : slot;
    }

    /** What passed until now was not heard: links may have begun and ended in it. */
    void gap(long micros) {
        gapMicros = micros;
        attempt = null;
    }

    /** Who is on the other side of a visitor's link, once the firmware says so. */
    void peer(Slot slot, String host, int port) {
        if (slot.visitor || slot.host.isEmpty()) {
            slot.host = host;
            slot.port = port;
        }
    }

    /** Counts a block; the records of TLS that it completed. */
    List<String> count(Slot slot, long micros, boolean out, byte[] block) {
        boolean first = slot.sent + slot.received == 0;
        if (out) {
            slot.sent += block.length;
        } else {
            slot.received += block.length;
        }
        if (first && slot.secure == null && SecureTalk.begins(block)) {
            slot.secure = new SecureTalk(new Peer(slot.host, slot.port), at(slot.openedMicros));
        }
        return slot.secure == null ? List.of() : slot.secure.add(at(micros), out, block);
    }

    private Instant at(long micros) {
        return began.plusNanos(micros * 1000);
    }

    /** The links that have been used, by their ids. */
    List<Slot> used() {
        var used = new ArrayList<Slot>();
        for (Slot slot : slots) {
            if (slot != null) {
                used.add(slot);
            }
        }
        return used;
    }
}
