package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.Recording.Script;
import io.github.wroom4j.mock.Recording.Step;
import io.github.wroom4j.mock.firmware.line.LineInput;
import io.github.wroom4j.mock.lwip.Peer;
import io.github.wroom4j.mock.lwip.Reach;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plays one recorded script against a module of its own: fresh flash, a clock that jumps, and the recording's peers in
 * this process. Nothing of it touches a socket or waits.
 */
final class Replay implements AutoCloseable {
    private static final Map<String, String> PROFILES = Map.of(
            "0.40.0.0", "at-0.40",
            "1.3.0.0", "at-1.3",
            "1.6.2.0", "at-1.6.2",
            "1.7.4.0", "at-1.7.4",
            "1.7.6.0", "at-1.7.6",
            "2.0.0.0", "esp-at-2.0",
            "2.2.0.0", "esp-at-2.2",
            "2.3.0.0", "esp-at-2.3");
    /** The test's peers by their stand-ins in the recordings. */
    private static final Map<String, Integer> PORTS = Map.of(
            "{echo}", 5001,
            "{closed}", 5002,
            "{bye}", 5003,
            "{rst}", 5004,
            "{udp}", 5005,
            "{tls}", 5006,
            "{t11}", 5008,
            "{ec}", 5009);
    /** Who joins the module's own access point. */
    private static final String STATION = "1a:2b:3c:4d:5e:6f";
    /** A reply is complete when the module has nothing in hand and has been silent for so long. */
    private static final Duration QUIET = Duration.ofMillis(300);
    /** How soon the recording typed on where a command was still being processed. */
    private static final Duration MEANWHILE = Duration.ofMillis(100);
    /** Nothing that a module does by itself takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern ACTION = Pattern.compile("<(wait|client|radio:) (.*)>", Pattern.DOTALL);
    private static final Pattern BIG = Pattern.compile("BIG(\\d{5}).*", Pattern.DOTALL);

    private final ManualClock clock;
    private final MockWroom02 mock;
    private final Map<Integer, Client> clients = new HashMap<>();
    private final StringBuilder heard = new StringBuilder();
    private final byte[] buffer = new byte[16_384];
    private int nextPort = 40_001;

    /** Against the recorded version, which takes the time that it took. */
    Replay(ManualClock clock, Script script) {
        this(
                clock,
                MockWroom02.builder().profile(PROFILES.get(script.version())).realTime());
    }

    /** Against a module of the test's choice. */
    Replay(ManualClock clock, MockBuilder builder) {
        this.clock = clock;
        builder.name("mock-1").accessPoint("ssid", "password").clock(clock);
        mock = builder.build().atAnyRate();
        mock.reach().dns("host.test", Ip4.LOOPBACK);
        // The recording's ping answered for every address.
        mock.reach().dns("pinged.test", new Ip4(192, 168, 5, 10));
        mock.reach().dns("pinged-too.test", new Ip4(192, 168, 0, 5));
        peer("{echo}", Echo::new);
        peer("{tls}", () -> new TlsPeer(new Echo()));
        peer("{t11}", Tls11Peer::new);
        peer("{closed}", () -> null);
        peer("{bye}", Bye::new);
        peer("{rst}", Resetting::new);
        mock.reach().datagramPeer(Ip4.LOOPBACK, PORTS.get("{udp}"), Replay::udpEcho);
        settle(null);
        take();
    }

    /** The module. */
    MockWroom02 mock() {
        return mock;
    }

    /** Puts a peer where the recordings name one. */
    void peer(String name, Supplier<Peer> made) {
        mock.reach().peer(Ip4.LOOPBACK, PORTS.get(name), made);
    }

    private static byte[] udpEcho(byte[] bytes) {
        return ("u:" + latin(bytes)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The profile that plays a recorded version. */
    static String profile(String version) {
        return PROFILES.get(version);
    }

    /** A recorded text with the numbers of this test's peers in it. */
    static String withPorts(String text) {
        String numbered = text;
        for (var port : PORTS.entrySet()) {
            numbered = numbered.replace(port.getKey(), port.getValue().toString());
        }
        return numbered;
    }

    /** Does one step and gives what the module said until it was quiet. */
    String play(Step step) {
        Matcher action = ACTION.matcher(step.send());
        if (!action.matches()) {
            type(withPorts(step.send()));
            settle(withPorts(step.reply()));
            return take();
        }
        switch (action.group(1)) {
            case "wait" -> {
                clock.runUntil(() -> false, Duration.ofMillis(Integer.parseInt(action.group(2))));
                return take();
            }
            case "client" -> client(action.group(2));
            default -> radio(action.group(2));
        }
        settle(withPorts(step.reply()));
        return take();
    }

    private void radio(String what) {
        switch (what) {
            case "lose" -> {
                // The recording's radio lost it for a moment: it could be joined again at once.
                mock.air().remove("ssid");
                clock.runUntil(() -> station().joined().isEmpty(), PATIENCE);
                mock.air().add(AirAccessPoint.of("ssid", "password"));
            }
            case "join" -> mock.run(() -> softAp().join(STATION, ""));
            default -> mock.run(() -> softAp().leave(STATION));
        }
    }

    private StationRadio station() {
        return mock.firmware().core().ip().station();
    }

    private SoftApRadio softAp() {
        return mock.firmware().core().ip().softAp();
    }

    private void client(String what) {
        String[] words = what.split(" ", 3);
        int number = Integer.parseInt(words[0]);
        switch (words[1]) {
            case "connects" -> {
                var client = new Client();
                clients.put(number, client);
                mock.reach().dial(8088, new Reach.Endpoint(Ip4.LOOPBACK, nextPort++), client);
            }
            case "sends" -> {
                String text = words[2].substring(2, words[2].length() - 1);
                mock.run(() -> clients.get(number).line.send(text.getBytes(StandardCharsets.ISO_8859_1)));
            }
            case "closes" -> mock.run(() -> clients.get(number).line.end());
            case "resets" -> mock.run(() -> clients.get(number).line.reset());
            default -> throw new IllegalArgumentException("no such action of a client: " + what);
        }
    }

    private void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        mock.uart().write(bytes, 0, bytes.length, Deadline.in(Duration.ofSeconds(10)));
    }

    /**
     * Lets time pass until the module has nothing in hand and has been silent for {@link #QUIET}. Where the recording
     * went on while a command was being processed, so does the replay: when it has said what it had said there.
     */
    private void settle(String recorded) {
        long end = clock.nanos() + PATIENCE.toNanos();
        while (clock.nanos() < end) {
            clock.settle();
            if (!busy()) {
                int before = heard.length();
                clock.runUntil(this::busy, QUIET);
                if (!busy() && heard.length() == before) {
                    return;
                }
            } else {
                if (heard.toString().equals(recorded)) {
                    clock.runUntil(() -> false, MEANWHILE);
                    if (busy() && heard.toString().equals(recorded)) {
                        return;
                    }
                }
                clock.runUntil(
                        () -> !busy() || heard.toString().equals(recorded), Duration.ofNanos(end - clock.nanos()));
            }
        }
    }

    private boolean busy() {
        listen();
        if (!mock.firmware().isReady()) {
            return true;
        }
        LineInput.State state = mock.firmware().core() == null
                ? LineInput.State.IDLE
                : mock.firmware().core().input().state();
        return state == LineInput.State.PROCESSING
                || state == LineInput.State.SENDING
                || state == LineInput.State.LEAVING
                || state == LineInput.State.LEAVING_SENT;
    }

    private void listen() {
        Deadline now = Deadline.in(Duration.ZERO);
        for (int n; (n = mock.uart().read(buffer, 0, buffer.length, now)) > 0; ) {
            heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
    }

    private String take() {
        listen();
        String text = heard.toString();
        heard.setLength(0);
        return text;
    }

    @Override
    public void close() {
        mock.close();
    }

    /** A client from outside, led by the script. */
    private static final class Client implements Peer {
        private Line line;

        @Override
        public void opened(Line opened) {
            line = opened;
        }

        @Override
        public void received(Line from, byte[] bytes) {
            // The script's clients do not answer.
        }

        @Override
        public void finished(Line from) {
            from.end();
        }
    }

    /** Sends back what comes, but for a few words that it obeys. */
    private static final class Echo implements Peer {
        @Override
        public void opened(Line line) {
            // The module speaks first.
        }

        @Override
        public void received(Line line, byte[] bytes) {
            String text = latin(bytes);
            Matcher big = BIG.matcher(text);
            if (big.matches()) {
                var many = new byte[Integer.parseInt(big.group(1))];
                for (int i = 0; i < many.length; i++) {
                    many[i] = (byte) (33 + i % 90);
                }
                line.send(many);
            } else if (text.startsWith("BYE")) {
                line.send("bye!".getBytes(StandardCharsets.US_ASCII));
                line.end();
            } else if (text.startsWith("CLS")) {
                line.end();
            } else if (text.startsWith("RST")) {
                line.reset();
            } else if (!text.startsWith("MUTE")) {
                line.send(bytes);
            }
        }

        @Override
        public void finished(Line line) {
            line.end();
        }
    }

    private static final class Bye implements Peer {
        @Override
        public void opened(Line line) {
            line.send("hello".getBytes(StandardCharsets.US_ASCII));
            line.end();
        }

        @Override
        public void received(Line line, byte[] bytes) {
            // It has said goodbye.
        }

        @Override
        public void finished(Line line) {
            line.end();
        }
    }

    private static final class Resetting implements Peer {
        @Override
        public void opened(Line line) {
            line.reset();
        }

        @Override
        public void received(Line line, byte[] bytes) {
            // It is gone.
        }

        @Override
        public void finished(Line line) {
            line.end();
        }
    }
}
