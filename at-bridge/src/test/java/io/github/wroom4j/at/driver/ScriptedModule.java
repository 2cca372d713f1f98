package io.github.wroom4j.at.driver;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.memory.MemoryUart;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A module that says exactly what a test wrote down: bytes after commands, and at any other time. It has no state of its
 * own beyond data entry; the mock is the one with a mind. Bytes are those of at-protocol §17.
 */
final class ScriptedModule implements Board {
    static final String OK = "\r\nOK\r\n";
    static final String ERROR = "\r\nERROR\r\n";

    private final MemoryUart.Pair pair;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Pattern, Function<Matcher, String>> rules = new LinkedHashMap<>();
    private final List<String> commands = new ArrayList<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream entered = new ByteArrayOutputStream();
    private String prompt = "\r\nOK\r\n> ";
    private int entryLink;
    private int entryLength = -1;
    private BiConsumer<Integer, byte[]> onSent = (link, bytes) -> {};
    private UnaryOperator<String> afterPayload = usual -> usual;
    private Consumer<String> onEntered = text -> {};
    private boolean stalled;
    private volatile boolean mute;
    private Runnable resetPin;

    ScriptedModule() {
        this(Clock.system());
    }

    ScriptedModule(Clock clock) {
        pair = MemoryUart.pair(clock);
        pair.far().onReadable(this::readable);
        on("AT", OK);
        on("ATE0", OK);
        on("AT\\+CIPMODE=0", OK);
        on("AT\\+CIPMUX=1", OK);
        on("AT\\+CIPMUX\\?", "+CIPMUX:1\r\n" + OK);
        on("AT\\+CIPSTA(_CUR)?\\?", "+CIPSTA:ip:\"0.0.0.0\"\r\n" + OK);
        on("AT\\+CWMODE(_CUR)?\\?", m -> "+CWMODE" + (m.group(1) == null ? "" : m.group(1)) + ":1\r\n" + OK);
        on("AT\\+CIPRECVMODE=1", OK);
        on("AT\\+SYSSTORE=0", OK);
        on("AT\\+CIPSSLCCONF=.*", OK);
        on("AT\\+CIPSTART=(\\d),.*", m -> m.group(1) + ",CONNECT\r\n" + OK);
        on("AT\\+CIPCLOSE=(\\d)", m -> m.group(1) + ",CLOSED\r\n" + OK);
        on("AT\\+CIPSEND=(\\d),(\\d+).*", m -> enter(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))));
    }

    /** Waits for payload from now on; what is said to that. */
    String enter(int link, int length) {
        entryLink = link;
        entryLength = length;
        return prompt;
    }

    /** Stock AT 0.40 of SDK 1.3.0. */
    static ScriptedModule nonOs040() {
        return new ScriptedModule()
                .on(
                        "AT\\+GMR",
                        "AT version:0.40.0.0(Aug  8 2015 14:45:58)\r\nSDK version:1.3.0\r\n"
                                + "compile time:Aug  8 2015 17:19:38" + OK);
    }

    /** NonOS AT 1.7.4, passive receive. */
    static ScriptedModule nonOs17() {
        return nonOs17(Clock.system());
    }

    static ScriptedModule nonOs17(Clock clock) {
        return new ScriptedModule(clock)
                .on(
                        "AT\\+GMR",
                        "AT version:1.7.4.0(May 11 2020 19:13:04)\r\nSDK version:3.0.4(9532ceb)\r\n"
                                + "compile time:May 27 2020 10:12:17\r\nBin version(Wroom 02):1.7.4" + OK)
                .on("AT\\+CIPRECVDATA=\\d,2048", OK)
                .on("AT\\+CIPRECVLEN\\?", "+CIPRECVLEN:0,0,0,0,0\r\n" + OK);
    }

    /** ESP-AT 2.2. */
    static ScriptedModule espAt22() {
        return new ScriptedModule()
                .prompt("\r\nOK\r\n\r\n>")
                .on(
                        "AT\\+GMR",
                        "AT version:2.2.0.0(s-b097cdf - ESP8266 - Jun 17 2021 12:58:29)\r\nSDK version:v3.4-22\r\n"
                                + "compile time(6118fc22):Jul  8 2021 12:00:00\r\nBin version:2.2.0(WROOM-02)\r\n" + OK)
                .on("AT\\+CIPRECVDATA=\\d,2048", ERROR)
                .on("AT\\+CIPRECVLEN\\?", "+CIPRECVLEN:-1,-1,-1,-1,-1\r\n" + OK);
    }

    /** Answers commands that match a pattern; the last rule that matches wins. */
    ScriptedModule on(String command, String reply) {
        return on(command, m -> reply);
    }

    /** Answers commands that match a pattern; a null reply is silence. */
    ScriptedModule on(String command, Function<Matcher, String> reply) {
        lock.lock();
        try {
            rules.put(Pattern.compile(command, Pattern.DOTALL), reply);
            return this;
        } finally {
            lock.unlock();
        }
    }

    /** What follows an accepted CIPSEND. */
    ScriptedModule prompt(String bytes) {
        prompt = bytes;
        return this;
    }

    /** What is said after the payload of a CIPSEND, made of what is said usually. */
    ScriptedModule afterPayload(UnaryOperator<String> change) {
        afterPayload = change;
        return this;
    }

    /** Wording of every payload. */
    ScriptedModule onSent(BiConsumer<Integer, byte[]> listener) {
        onSent = listener;
        return this;
    }

    /** While it is stalled its UART gathers what comes, so that the escape is never alone (at-protocol §3.8). */
    void stalled(boolean on) {
        stalled = on;
    }

    /** Wording what of a payload has come so far. */
    void onEntered(Consumer<String> listener) {
        onEntered = listener;
    }

    /** Says nothing at all from now on, or speaks again. */
    void mute(boolean on) {
        mute = on;
    }

    ScriptedModule resetPin(Runnable action) {
        resetPin = action;
        return this;
    }

    /** Says something now. */
    void say(String text) {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void say(byte[] bytes) {
        if (mute) {
            return;
        }
        for (int at = 0; at < bytes.length; ) {
            int written = pair.far().write(bytes, at, bytes.length - at);
            if (written == 0) {
                if (!pair.far().isOpen()) {
                    return;
                }
                Thread.onSpinWait();
            }
            at += written;
        }
    }

    /** Every command line that arrived, in order. */
    List<String> commands() {
        lock.lock();
        try {
            return List.copyOf(commands);
        } finally {
            lock.unlock();
        }
    }

    /** The id of the link that was asked for last. */
    String lastOpened() {
        List<String> starts =
                commands().stream().filter(c -> c.startsWith("AT+CIPSTART=")).toList();
        return starts.get(starts.size() - 1).substring(12, 13);
    }

    long count(String command) {
        return commands().stream().filter(c -> c.matches(command)).count();
    }

    void unplug() {
        pair.far().close();
    }

    private void readable() {
        lock.lock();
        try {
            var buffer = new byte[4096];
            for (int n; (n = pair.far().read(buffer, 0, buffer.length)) > 0; ) {
                boolean escape = n == 3 && new String(buffer, 0, 3, StandardCharsets.ISO_8859_1).equals("+++");
                if (entryLength >= 0
                        && escape
                        && !stalled) { // a batch of just that (at-protocol §3.6), whatever has come before it
                    entryLength = -1;
                    entered.reset();
                    say("\r\nSEND Canceled\r\n");
                    continue;
                }
                for (int i = 0; i < n; i++) {
                    take(buffer[i]);
                }
                if (entryLength >= 0) {
                    onEntered.accept(entered.toString(StandardCharsets.ISO_8859_1));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(byte b) {
        if (entryLength >= 0) {
            entered.write(b);
            if (entered.size() == entryLength) {
                byte[] payload = entered.toByteArray();
                entered.reset();
                entryLength = -1;
                onSent.accept(entryLink, payload);
                String usual = "\r\nRecv " + payload.length + " bytes\r\n\r\nSEND OK\r\n";
                String said = afterPayload.apply(usual);
                if (said != null) {
                    say(said);
                }
            }
            return;
        }
        line.write(b);
        if (b != '\n') {
            return;
        }
        String command = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line.reset();
        int begin = command.indexOf("AT");
        command = begin < 0 ? command : command.substring(begin); // NonOS ignores leading junk (at-protocol §3.1)
        commands.add(command);
        Matcher last = null;
        Function<Matcher, String> answer = m -> ERROR;
        for (var rule : rules.entrySet()) {
            Matcher matcher = rule.getKey().matcher(command);
            if (matcher.matches()) {
                last = matcher;
                answer = rule.getValue();
            }
        }
        String reply = answer.apply(last);
        if (reply != null) {
            say(reply);
        }
    }

    @Override
    public Uart uart() {
        return pair.near();
    }

    @Override
    public boolean canReset() {
        return resetPin != null;
    }

    @Override
    public void reset() {
        resetPin.run();
    }

    @Override
    public Pin pin(int number) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "a script has no pins");
    }

    @Override
    public String address() {
        return "script:";
    }

    @Override
    public void close() {
        pair.near().close();
    }
}
