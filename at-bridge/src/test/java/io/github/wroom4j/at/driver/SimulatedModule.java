package io.github.wroom4j.at.driver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A module as small as it can be and still do to its host what the hazards of docs/at-hazards.md are about: five link ids
 * that are used again at once, a server, passive receive or pushed frames, data entry that takes everything for payload,
 * busy, late and lost answers, lost notices, restarts. It has no thread; {@link EngineSimulation} gives it its bytes and its
 * time. The mock is the one that behaves as the firmware does; this one is hostile at every place.
 */
final class SimulatedModule {
    /** What it shares with its world. */
    interface Air {
        /** Bytes for the host, some time from now. */
        void say(byte[] bytes);

        /** Something that happens in the module later. */
        void later(long micros, Runnable what);

        /** What must not happen has happened. */
        void violated(String what);
    }

    /** One use of a link id, with the peer at its other end. */
    static final class Peer {
        final int number;
        final boolean visitor;
        final ByteArrayOutputStream held = new ByteArrayOutputStream();
        int id = -1;
        /** Bytes that it has sent. */
        int sent;
        /** Bytes of the host's that it has got. */
        int got;
        /** Its connection is over. */
        boolean over;
        /** It has closed; the module keeps its last bytes. */
        boolean closing;
        /** It has got bytes that were written for the one before: its connection must not stand. */
        boolean contaminated;
        /** Something was done to it that the host cannot make good: then its link must end by name. */
        boolean hurt;

        Peer(int number, boolean visitor) {
            this.number = number;
            this.visitor = visitor;
        }

        @Override
        public String toString() {
            return (visitor ? "visitor " : "server ") + number + " on id " + id + ", sent " + sent + ", got " + got
                    + (over ? ", over" : "") + (hurt ? ", hurt" : "");
        }
    }

    /** What the peer's byte at a place is: the first two tell who it is. */
    static byte up(int peer, int at) {
        return at == 0 ? (byte) (peer >> 8) : at == 1 ? (byte) peer : (byte) (peer * 31 + at * 7 + (at >> 3));
    }

    /** What the host's byte at a place is, on the link to that peer. */
    static byte down(int peer, int at) {
        return (byte) (peer * 53 + at * 11 + (at >> 2) + 101);
    }

    private final String version;
    private final boolean passive;
    /** The module keeps bytes beyond CLOSED (NonOS 1.7); else it withholds CLOSED until all is read (ESP-AT). */
    private final boolean keeps;

    private final Random chance;
    private final Air air;
    private final Peer[] ids = new Peer[5];
    private final Peer[] kept = new Peer[5];
    final List<Peer> peers = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private boolean echo = true;
    private boolean five;
    private boolean server;
    private boolean working;
    private boolean booting;
    private int life;
    private int entry = -1;
    private int entryId;
    private Peer entryFor;
    private final ByteArrayOutputStream entered = new ByteArrayOutputStream();

    /** Faults that strike the next time they can. */
    int loseNotices;

    int losePrompts;
    int loseSends;
    int loseAnswers;
    int lateAnswers;
    int busy;
    boolean healthy;

    SimulatedModule(String version, boolean passive, boolean keeps, Random chance, Air air) {
        this.version = version;
        this.passive = passive;
        this.keeps = keeps;
        this.chance = chance;
        this.air = air;
    }

    // ---- the air ---------------------------------------------------------------------------------------------------

    /** A visitor comes; he gets the lowest id, also one that has just been left. */
    void visit() {
        for (int id = 0; id < ids.length; id++) {
            if (server && !booting && ids[id] == null) {
                connect(new Peer(peers.size() + 1, true), id);
                return;
            }
        }
    }

    private void connect(Peer peer, int id) {
        peers.add(peer);
        peer.id = id;
        ids[id] = peer;
        if (kept[id] != null) {
            kept[id].hurt = true; // recorded of AT 1.7: what was unread is dropped (at-recorded D24)
            kept[id] = null;
        }
        say(id + ",CONNECT\r\n");
    }

    void send(Peer peer, int count) {
        if (peer.over || peer.closing || count == 0) {
            return;
        }
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = up(peer.number, peer.sent + i);
        }
        peer.sent += count;
        if (!passive) {
            say("\r\n+IPD," + peer.id + "," + count + ":", bytes, "");
            return;
        }
        peer.held.writeBytes(bytes);
        if (loseNotices > 0 && !healthy) {
            loseNotices--;
        } else {
            say("\r\n+IPD," + peer.id + "," + peer.held.size() + "\r\n");
        }
    }

    void close(Peer peer) {
        if (peer.over || peer.closing) {
            return;
        }
        if (passive && !keeps && peer.held.size() > 0) {
            peer.closing = true; // CLOSED comes when all is read (at-protocol §9.4)
            return;
        }
        end(peer);
        if (passive && peer.held.size() > 0) {
            kept[peer.id] = peer;
        }
        say(peer.id + ",CLOSED\r\n");
    }

    private void end(Peer peer) {
        peer.over = true;
        if (ids[peer.id] == peer) {
            ids[peer.id] = null;
        }
    }

    /** Power fails for a moment. */
    void restart() {
        life++;
        for (Peer peer : peers) {
            if (!peer.over || kept[peer.id] == peer) {
                peer.hurt = true;
                end(peer);
            }
        }
        java.util.Arrays.fill(kept, null);
        line.setLength(0);
        echo = true;
        five = false;
        server = false;
        working = false;
        entry = -1;
        entered.reset();
        int born = life;
        booting = true;
        air.later(20_000, () -> {
            if (life == born) {
                booting = false;
                say("\r\nready\r\n");
            }
        });
    }

    // ---- the line --------------------------------------------------------------------------------------------------

    private void say(String text) {
        air.say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void say(String before, byte[] bytes, String after) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(bytes);
        all.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
        air.say(all.toByteArray());
    }

    /** One batch of bytes from the host. */
    void hears(byte[] batch) {
        if (booting) {
            return;
        }
        if (entry >= 0 && batch.length == 3 && new String(batch, StandardCharsets.ISO_8859_1).equals("+++")) {
            entry = -1;
            entered.reset();
            say("\r\nSEND Canceled\r\n");
            return;
        }
        for (byte b : batch) {
            if (entry >= 0) {
                entered.write(b);
                if (entered.size() == entry) {
                    payload(entered.toByteArray());
                }
            } else if (b == '\n') {
                String command = line.toString().stripTrailing();
                line.setLength(0);
                command(command);
            } else {
                line.append((char) (b & 0xff));
            }
        }
    }

    private void command(String text) {
        int begin = text.indexOf("AT");
        if (begin < 0) {
            say("\r\nERROR\r\n");
            return;
        }
        if (working || busy > 0 && !healthy) {
            busy -= working ? 0 : 1;
            say("\r\nbusy p...\r\n");
            return;
        }
        String command = text.substring(begin);
        if (echo) {
            say(command + "\r\n");
        }
        working = true;
        // A send that is taken later than anybody waits opens its entry when the host is asking: TurnTest has that.
        boolean late = lateAnswers > 0 && !command.contains("CIPSEND") && !healthy;
        lateAnswers -= late ? 1 : 0;
        boolean lost = !late && loseAnswers > 0 && !healthy && !command.contains("CIPSEND");
        loseAnswers -= lost ? 1 : 0;
        int born = life;
        air.later(late ? 2_000_000 + chance.nextInt(4_000_000) : 100 + chance.nextInt(3_000), () -> {
            if (life == born) {
                working = false;
                answer(command, lost);
            }
        });
    }

    private void answer(String command, boolean lost) {
        String ok = "\r\nOK\r\n";
        String error = "\r\nERROR\r\n";
        String name = command.substring(Math.min(3, command.length())).split("[=?]")[0];
        String[] values = command.contains("=")
                ? command.substring(command.indexOf('=') + 1).split(",")
                : new String[0];
        String said = switch (name) {
            case "0" -> { // ATE0
                echo = false;
                yield ok;
            }
            case "GMR" -> "AT version:" + version + "(May 11 2020 19:13:04)\r\nSDK version:3.0.4\r\n" + ok;
            case "CIPMUX" -> {
                five |= command.contains("=1");
                yield command.contains("?") ? "+CIPMUX:" + (five ? 1 : 0) + "\r\n" + ok : ok;
            }
            case "CWMODE", "CWMODE_CUR" -> "+" + name + ":1\r\n" + ok;
            case "CIPSTA", "CIPSTA_CUR" -> "+" + name + ":ip:\"0.0.0.0\"\r\n" + ok;
            case "CIPSERVER" -> {
                server = values[0].equals("1");
                yield ok;
            }
            case "CIPSTART" -> start(Integer.parseInt(values[0]), Integer.parseInt(values[3]));
            case "CIPCLOSE" -> values[0].equals("5") ? closeAll() : close(Integer.parseInt(values[0]));
            case "CIPSEND" -> {
                enter(Integer.parseInt(values[0]), Integer.parseInt(values[1]));
                yield "";
            }
            case "CIPRECVDATA" -> {
                fetch(Integer.parseInt(values[0]), Integer.parseInt(values[1]), lost);
                yield "";
            }
            case "CIPRECVLEN" -> lengths() + ok;
            case "CIPSTATUS" -> rows() + ok;
            case "RST" -> {
                air.later(1_000, this::restart);
                yield ok;
            }
            case "", "CIPMODE", "CIPRECVMODE", "SYSSTORE", "CIPDINFO", "CIPSTO" -> ok;
            default -> error;
        };
        if (!said.isEmpty() && !lost) {
            say(said);
        }
    }

    private String start(int id, int port) {
        if (ids[id] != null) {
            return "ALREADY CONNECTED\r\n\r\nERROR\r\n";
        }
        var peer = new Peer(port, false);
        if (port % 8 == 0) {
            air.later(chance.nextInt(100_000), () -> {
                if (ids[id] == null) {
                    say(id + ",CLOSED\r\n");
                }
            });
            return "\r\nERROR\r\n";
        }
        connect(peer, id);
        return "\r\nOK\r\n";
    }

    private String close(int id) {
        Peer peer = ids[id];
        if (peer == null) {
            return "UNLINK\r\n\r\nERROR\r\n";
        }
        peer.hurt = true;
        end(peer);
        return id + ",CLOSED\r\n\r\nOK\r\n";
    }

    private String closeAll() {
        var said = new StringBuilder();
        for (int id = 0; id < ids.length; id++) {
            if (ids[id] != null) {
                ids[id].hurt = true;
                end(ids[id]);
                said.append(id).append(",CLOSED\r\n");
            }
        }
        return said + "\r\nOK\r\n";
    }

    private void enter(int id, int length) {
        if (ids[id] == null) {
            say("link is not valid\r\n\r\nERROR\r\n");
            return;
        }
        entry = length;
        entryId = id;
        entryFor = ids[id];
        entered.reset();
        if (loseSends > 0 && !healthy) {
            loseSends--;
        } else if (losePrompts > 0 && !healthy) {
            losePrompts--;
            say("\r\nOK\r\n");
        } else {
            say("\r\nOK\r\n> ");
        }
    }

    private void payload(byte[] bytes) {
        entry = -1;
        entered.reset();
        working = true;
        say("\r\nRecv " + bytes.length + " bytes\r\n");
        // The module does not look whose the id was when the entry began: whoever has it gets the bytes.
        Peer peer = ids[entryId];
        if (peer != null) {
            take(peer, bytes);
        }
        int born = life;
        air.later(100 + chance.nextInt(20_000), () -> {
            if (life == born) {
                working = false;
                say(peer != null ? "\r\nSEND OK\r\n" : "\r\nSEND FAIL\r\n");
            }
        });
    }

    private void take(Peer peer, byte[] bytes) {
        if (entryFor != peer) {
            peer.contaminated = true; // it was on the line already: the host cannot take it back, but must close him
            return;
        }
        for (byte b : bytes) {
            if (b != down(peer.number, peer.got)) {
                air.violated(peer + " got " + b + " at place " + peer.got
                        + ", which was not meant for it (the entry was " + entryFor + "'s)");
            }
            peer.got++;
        }
    }

    private void fetch(int id, int most, boolean lost) {
        Peer peer = ids[id] != null ? ids[id] : kept[id];
        byte[] all = peer == null ? new byte[0] : peer.held.toByteArray();
        int count = Math.min(all.length, most);
        if (peer == null || count == 0) {
            if (!lost) {
                say(peer == null ? "\r\nERROR\r\n" : "\r\nOK\r\n");
            }
            return;
        }
        peer.held.reset();
        peer.held.write(all, count, all.length - count);
        if (lost) {
            peer.held.reset();
            peer.held.writeBytes(all); // nothing was printed, nothing is lost
        } else {
            String header = keeps ? "+CIPRECVDATA," + count + ":" : "+CIPRECVDATA:" + count + ",";
            say(header, java.util.Arrays.copyOf(all, count), "\r\nOK\r\n");
        }
        if (peer.held.size() == 0) {
            if (kept[id] == peer) {
                kept[id] = null;
            }
            if (peer.closing && !peer.over) {
                end(peer);
                say(id + ",CLOSED\r\n");
            }
        }
    }

    private String lengths() {
        var text = new StringBuilder("+CIPRECVLEN:");
        for (int id = 0; id < ids.length; id++) {
            Peer peer = ids[id] != null ? ids[id] : kept[id];
            text.append(id == 0 ? "" : ",").append(peer == null ? (keeps ? 0 : -1) : peer.held.size());
        }
        return text + "\r\n";
    }

    private String rows() {
        var text = new StringBuilder("STATUS:3\r\n");
        for (int id = 0; id < ids.length; id++) {
            if (ids[id] != null) {
                text.append("+CIPSTATUS:" + id + ",\"TCP\",\"10.0.0.9\"," + (1000 + ids[id].number) + ",333,"
                        + (ids[id].visitor ? 1 : 0) + "\r\n");
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return peers + (entry >= 0 ? ", waits for " + entry + " bytes" : "") + (working ? ", works" : "");
    }
}
