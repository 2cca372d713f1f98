package io.github.wroom4j.watch;

import io.github.wroom4j.at.codec.RecordedSecrets;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Surroundings;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.words.Json;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Somebody looks at a board: what its sketch prints, its pins, its links, its conversation, on a page that {@link #serve}
 * opens or {@link #frozen} writes.
 *
 * <pre>{@code
 * try (var watch = new Watch("MySketch", new WireLog())) {
 *     Board board = watch.around(Boards.open("mock:"));
 *     var driver = AtDriver.open(board, DriverOptions.DEFAULT.withWireLog(watch.log()));
 *     URI link = watch.serve(InetAddress.getLoopbackAddress(), 0);
 *     …
 * }
 * }</pre>
 *
 * <p>It costs the board nothing: threads that carry bytes copy them into a bounded place and go on; what does not fit is
 * counted and shown on the page. No command is sent to the module for its sake. Methods may be called from any thread.
 */
public final class Watch implements AutoCloseable {
    /** How often the page is brought up to date: smooth to the eye. */
    private static final Duration LOOK = Duration.ofMillis(40);

    private static final int LAST_PIN = 16;
    /** The pin of the built-in LED, which lights while it is low. */
    private static final int LED = 2;

    private final Clock clock = Clock.system();
    private final WireLog log;
    private final long beganNanos;
    private final Pieces pieces = new Pieces();
    private final Printed printed;
    private final WatchedPins pins = new WatchedPins();
    private final Feed feed = new Feed(clock);
    private final ReentrantLock looking = new ReentrantLock();
    private final List<Map<String, Object>> heard = new ArrayList<>();
    private final Conversation conversation;
    private final Map<String, Object> hello = new LinkedHashMap<>();
    private final Thread looker;
    private volatile Board board;
    private volatile Typed typed;
    private volatile Consumer<String> commands;
    private volatile IntConsumer analog;
    private volatile Runnable question;
    private volatile LongSupplier baud = () -> 0;
    private volatile boolean closed;
    private PageServer server;

    /**
     * Begins to look.
     *
     * @param title whose page it is: the sketch, or the test
     * @param log what the driver notes its bytes in; this watch becomes the one that hears it
     */
    public Watch(String title, WireLog log) {
        this.log = log;
        this.beganNanos = clock.nanos();
        this.printed = new Printed(this::micros);
        this.conversation = new Conversation(log.started(), heard::add);
        hello.put("k", "hello");
        hello.put("title", title);
        hello.put("began", log.started().toEpochMilli());
        hello.put("led", LED);
        hello.put("lastPin", LAST_PIN);
        hello.put("sets", false);
        hello.put("types", "none");
        feed.stands("hello", Json.text(hello));
        log.tap(pieces);
        looker = new Thread(this::look, "wroom4j-watch");
        looker.setDaemon(true);
        looker.start();
    }

    private long micros() {
        return (clock.nanos() - beganNanos) / 1000;
    }

    private void tell(String key, Object value) {
        looking.lock();
        try {
            hello.put(key, value);
            feed.stands("hello", Json.text(hello));
        } finally {
            looking.unlock();
        }
    }

    /** What the driver notes its bytes in. */
    public WireLog log() {
        return log;
    }

    /** The board with its pins shown; also what may be set around it, where it is simulated. */
    public Board around(Board real) {
        board = real;
        tell("sets", real.surroundings().isPresent());
        tell("board", real.address());
        return new WatchedBoard(real, pins);
    }

    /** The firmware's own words, for the page's head. */
    public void firmware(String words) {
        tell("firmware", words);
    }

    /** A sketch's output, shown on the page and handed on. */
    public OutputStream printed(OutputStream below) {
        return printed.above(below);
    }

    /** Shows a line in the place of what a sketch prints. */
    public void print(String line) {
        byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
        printed.add(bytes, 0, bytes.length);
    }

    /** A sketch's input: what is typed on the page, else what is below. */
    public InputStream typed(InputStream below) {
        var input = new Typed(below);
        typed = input;
        tell("types", "serial");
        return input;
    }

    /** Takes the lines that are typed on the page, where no sketch reads them. Called in a thread of the page's. */
    public void commands(Consumer<String> taker) {
        commands = taker;
        tell("types", "at");
    }

    /** Takes what the page's slider gives {@code analogRead}, 0 … 1023. Called in a thread of the page's. */
    public void analog(IntConsumer taker) {
        analog = taker;
        tell("analog", true);
    }

    /**
     * Lets people ask the module how it stands in the air: the one thing on the page that sends commands, and only when somebody
     * clicks. Called in a thread of the page's; what the module answers is overheard like all else.
     */
    public void questions(Runnable asker) {
        question = asker;
        tell("asks", true);
    }

    /** Where the sketch's {@code Serial.begin} speed is found, 0 as long as there is none; asked 25 times a second. */
    public void speed(LongSupplier told) {
        baud = told;
    }

    /**
     * Opens the page.
     *
     * @param bind the address to listen on; anything but loopback lets others in who know the link
     * @param port 0 for any that is free
     * @return the link, with its secret path
     * @throws BoardException of kind {@link BoardException.Kind#BUSY} if the port cannot be had
     */
    public URI serve(InetAddress bind, int port) {
        looking.lock();
        try {
            if (server != null || closed) {
                throw new IllegalStateException(closed ? "the watch is over" : "the page is served already");
            }
            server = new PageServer(this, feed, clock, bind, port);
            return server.link(bind.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bind);
        } finally {
            looking.unlock();
        }
    }

    /**
     * The same page by another of this computer's addresses.
     *
     * @throws IllegalStateException before {@link #serve}
     */
    public URI link(InetAddress address) {
        looking.lock();
        try {
            if (server == null) {
                throw new IllegalStateException("the page is not served yet");
            }
            return server.link(address);
        } finally {
            looking.unlock();
        }
    }

    /** The sketch, or the test, has ended: shown on the page. */
    public void ended(String how) {
        catchUp();
        feed.happened(List.of(Json.text(Json.object("k", "end", "t", micros() / 1000.0, "x", how))));
    }

    /**
     * Plays a recording to the page in the pace in which it was made, pauses of more than a second cut to one. Returns at its
     * end.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void play(List<WireLog.Entry> recording) throws InterruptedException {
        long at = 0;
        long due = clock.nanos();
        for (WireLog.Entry entry : recording) {
            long pause = Math.min(1_000_000, entry.micros() - at);
            at = entry.micros();
            due += pause * 1000;
            clock.sleepUntil(due);
            byte[] bytes = entry.bytes();
            pieces.passed(entry.micros(), entry.direction(), bytes, 0, bytes.length);
        }
        catchUp();
    }

    /** The page so far as one file that stands alone, in English where its reader wants nothing else. */
    public String frozen() {
        return new Page().frozen(Locale.ENGLISH, everything());
    }

    /**
     * A recording as one page that stands alone.
     *
     * @param title whose page it is
     * @param began the wall time of the recording's beginning
     * @param recording its secrets hidden already
     * @param remarks shown in the place of what a sketch prints, a line each
     */
    public static String frozen(String title, Instant began, List<WireLog.Entry> recording, List<String> remarks) {
        var events = new ArrayList<Map<String, Object>>();
        events.add(Json.object(
                "k",
                "hello",
                "title",
                title,
                "began",
                began.toEpochMilli(),
                "led",
                LED,
                "lastPin",
                LAST_PIN,
                "sets",
                false,
                "types",
                "none"));
        remarks.forEach(line -> events.add(Json.object("k", "serial", "t", 0, "x", line + "\n")));
        var conversation = new Conversation(began, events::add);
        recording.forEach(entry -> conversation.piece(entry.micros(), entry.direction(), entry.bytes()));
        conversation.draw();
        events.add(conversation.state());
        events.add(Json.object("k", "recording", "x", WireLogFile.format(began, recording)));
        return new Page().frozen(Locale.ENGLISH, events.stream().map(Json::text).toList());
    }

    /** The conversation as {@code replay:FILE} takes it, secrets hidden. */
    String recording() {
        return WireLogFile.format(log.started(), RecordedSecrets.NOTICE, RecordedSecrets.hide(log.entries()));
    }

    /** All events, and the recording, for a frozen page. */
    List<String> everything() {
        catchUp();
        var all = new ArrayList<>(feed.all());
        all.add(Json.text(Json.object("k", "recording", "x", recording())));
        return all;
    }

    // ---- what the page wants -------------------------------------------------------------------------------------

    /** Does what somebody wants on the page; empty, or why it was not done. */
    String wish(Map<String, String> wish) {
        String what = wish.getOrDefault("what", "");
        switch (what) {
            case "type" -> {
                return type(wish.getOrDefault("text", ""), wish.getOrDefault("end", ""));
            }
            case "wire" ->
                surroundings()
                        .wire(
                                number(wish, "pin", 0, LAST_PIN),
                                Surroundings.Wire.valueOf(
                                        wish.getOrDefault("to", "").toUpperCase(Locale.ROOT)));
            case "analog" -> {
                surroundings();
                IntConsumer taker = analog;
                if (taker == null) {
                    return "there is no sketch that could read it";
                }
                taker.accept(number(wish, "value", 0, 1023));
            }
            case "ask" -> {
                Runnable asker = question;
                if (asker == null) {
                    return "there is no module that could be asked";
                }
                asker.run();
            }
            case "network" -> surroundings().network(wish.getOrDefault("name", ""), on(wish));
            case "trouble" -> surroundings().trouble(wish.getOrDefault("name", ""), on(wish));
            default -> {
                return "this page has no such action";
            }
        }
        return "";
    }

    private static boolean on(Map<String, String> wish) {
        return "yes".equals(wish.get("on"));
    }

    private static int number(Map<String, String> wish, String key, int least, int most) {
        String text = wish.getOrDefault(key, "");
        int number = text.matches("\\d{1,5}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new IllegalArgumentException(key + " is " + least + " … " + most);
        }
        return number;
    }

    private Surroundings surroundings() {
        Board known = board;
        return Optional.ofNullable(known)
                .flatMap(Board::surroundings)
                .orElseThrow(() -> new IllegalArgumentException("nothing can be set on this board"));
    }

    private String type(String text, String end) {
        Typed sketch = typed;
        Consumer<String> taker = commands;
        if (sketch != null) {
            String ending = switch (end) {
                case "lf" -> "\n";
                case "cr" -> "\r";
                case "crlf" -> "\r\n";
                default -> "";
            };
            return sketch.type((text + ending).getBytes(StandardCharsets.UTF_8)) ? "" : "the sketch reads nothing";
        }
        if (taker == null) {
            return "the sketch does not read what is typed";
        }
        taker.accept(text);
        return "";
    }

    // ---- what is new ----------------------------------------------------------------------------------------------

    private void look() {
        try {
            while (!closed) {
                clock.sleepUntil(Deadline.in(clock, LOOK).atNanos());
                catchUp();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends the page what has happened by now. */
    void catchUp() {
        looking.lock();
        try {
            Pieces.Taken taken = pieces.take();
            taken.pieces().forEach(piece -> conversation.piece(piece.micros(), piece.direction(), piece.bytes()));
            if (taken.lost() > 0) {
                conversation.missed(taken.lost());
            }
            conversation.draw();
            heard.addAll(printed.take());
            feed.happened(heard.stream().map(Json::text).toList());
            if (!heard.isEmpty()) {
                feed.stands("air", Json.text(conversation.state()));
            }
            heard.clear();
            feed.stands("pins", Json.text(Json.object("k", "pins", "p", pins.states())));
            feed.stands("speed", Json.text(Json.object("k", "speed", "baud", baud.getAsLong())));
            Board known = board;
            if (known != null) {
                known.surroundings().ifPresent(around -> feed.stands("around", around(around)));
            }
        } finally {
            looking.unlock();
        }
    }

    private static String around(Surroundings around) {
        return Json.text(Json.object(
                "k",
                "around",
                "networks",
                around.networks().stream()
                        .map(each -> Json.object(
                                "name",
                                each.name(),
                                "channel",
                                each.channel(),
                                "rssi",
                                each.rssi(),
                                "on",
                                each.onAir()))
                        .toList(),
                "troubles",
                around.troubles().stream()
                        .map(each -> Json.object(
                                "name", each.name(), "does", each.does(), "on", each.on(), "once", each.once()))
                        .toList(),
                "ports",
                around.ports().stream()
                        .map(each ->
                                Json.object("port", each.port(), "transport", each.transport(), "where", each.where()))
                        .toList()));
    }

    /** Ends the page and its threads; closing twice is harmless. The board is somebody else's. */
    @Override
    public void close() {
        PageServer open;
        looking.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            open = server;
        } finally {
            looking.unlock();
        }
        log.tap((micros, direction, buffer, offset, length) -> {});
        catchUp();
        feed.end();
        looker.interrupt();
        try {
            looker.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (open != null) {
            open.close();
        }
    }
}
