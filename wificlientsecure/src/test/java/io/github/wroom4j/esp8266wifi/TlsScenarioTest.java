package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Chains;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Repository;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.testing.TlsScript;
import io.github.wroom4j.tls.trust.PeerCheck;
import io.github.wroom4j.tlswire.ClientHello;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a server of TLS does, and what the core's secure client and ours make of it: the rows of {@code core/tls.txt}, each
 * played in default and in strict mode against a server on loopback; every third of those without a difference by default,
 * all with {@code -Pfull}. {@code docs/tls-differences.md} is written from them ({@code -Dwroom4j.pages=write}), so that it
 * cannot leave one out.
 */
@Timeout(300)
class TlsScenarioTest {
    private static final Path PAGE = Repository.root().resolve("docs/tls-differences.md");
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");

    /**
     * A row.
     *
     * @param calls what the sketch calls, in turn
     * @param server what stands at the other end, as {@link TlsScript} reads it
     * @param core what the core's calls return
     * @param here what ours return
     * @param strict what ours return in strict mode
     * @param why why ours differ; empty where they do not
     */
    record Row(
            int number,
            String rules,
            String calls,
            String server,
            String core,
            String here,
            String strict,
            String why) {
        boolean differs() {
            return !here.equals(core) || !strict.equals(core);
        }
    }

    static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        try (InputStream in = TlsScenarioTest.class.getResourceAsStream("/core/tls.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] cells = line.split(" \\| ?", -1);
                assertEquals(8, cells.length, line);
                String core = cells[4];
                rows.add(new Row(
                        Integer.parseInt(cells[0].strip()),
                        cells[1],
                        cells[2],
                        cells[3],
                        core,
                        cells[5].equals("=") ? core : cells[5],
                        cells[6].equals("=") ? core : cells[6],
                        cells[7].strip()));
            }
        }
        return rows;
    }

    /** Plays rows; servers are kept for the rows that share them. */
    private static final class Stage implements AutoCloseable {
        private final Map<String, TlsScript> servers = new ConcurrentHashMap<>();

        private TlsScript server(Row row) throws Exception {
            // What was in the hello is asked of a server of the row's own.
            String key = row.server() + (row.calls().contains("fragment") ? " " + row.number() : "");
            TlsScript running = servers.get(key);
            if (running == null) {
                running = new TlsScript(row.server());
                TlsScript first = servers.putIfAbsent(key, running);
                if (first != null) {
                    running.close();
                    running = first;
                }
            }
            return running;
        }

        String play(Row row, boolean strict) throws Exception {
            try (var sketch = new Sketch(row, strict, row.server().equals("nobody") ? null : server(row))) {
                return sketch.run();
            }
        }

        @Override
        public void close() throws IOException {
            for (TlsScript each : servers.values()) {
                each.close();
            }
        }
    }

    /** One sketch that connects. */
    private static final class Sketch implements AutoCloseable {
        private final Row row;
        private final TlsScript server;
        private final SocketModule module = new SocketModule();
        private final WiFiClientSecure client;
        private final StringBuilder told = new StringBuilder();

        Sketch(Row row, boolean strict, TlsScript server) {
            this.row = row;
            this.server = server;
            var context = new SketchContext(module, null, new Console().serial());
            context.strict(strict);
            client = new WiFiClientSecure(context);
            client.setX509Time(Chains.NOW.getEpochSecond());
            client.setHandshakeTimeout(20_000);
        }

        String run() throws Exception {
            for (String call : row.calls().split(";")) {
                one(call.strip().split(" "));
            }
            return told.toString().strip();
        }

        private X509Certificate leaf() throws Exception {
            return Chains.of(row.server().substring(row.server().indexOf(": ") + 2))
                    .leaf();
        }

        private void tell(Object what) {
            told.append(' ').append(what);
        }

        private void one(String... words) throws Exception {
            switch (words[0]) {
                case "insecure" -> client.setInsecure();
                case "self" -> client.allowSelfSignedCerts();
                case "finger" -> client.setFingerprint(words[1].equals("leaf") ? PeerCheck.sha1(leaf()) : new byte[20]);
                case "key" -> {
                    var key = new PublicKey(
                            words[1].equals("leaf")
                                    ? leaf().getPublicKey().getEncoded()
                                    : Chains.key("another", words[1])
                                            .getPublic()
                                            .getEncoded());
                    if (words.length > 2) {
                        client.setKnownKey(
                                key,
                                words[2].equals("sign")
                                        ? WiFiClientSecure.BR_KEYTYPE_SIGN
                                        : words[2].equals("keyx") ? WiFiClientSecure.BR_KEYTYPE_KEYX : 0);
                    } else {
                        client.setKnownKey(key);
                    }
                }
                case "anchors" ->
                    client.setTrustAnchors(
                            X509List.of(words[1].equals("leaf") ? leaf() : Chains.rootCertificate(words[1])));
                case "time" -> client.setX509Time(Chains.NOW.getEpochSecond() + Long.parseLong(words[1]));
                case "versions" ->
                    tell(
                            client.setSSLVersion(Integer.parseInt(words[1], 16), Integer.parseInt(words[2], 16))
                                    ? ""
                                    : "false");
                case "suites" ->
                    client.setCiphers(Arrays.stream(words)
                            .skip(1)
                            .mapToInt(w -> Integer.parseInt(w, 16))
                            .toArray());
                case "buffers" -> client.setBufferSizes(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "connect" -> connect(words.length > 1 ? words[1] : "localhost");
                case "text" -> tell('"' + client.getLastSSLErrorText() + '"');
                case "fragment" -> tell("fragment=" + fragment());
                default -> throw new IllegalArgumentException("no such call: " + words[0]);
            }
        }

        private void connect(String host) {
            int port = server == null ? 1 : server.port();
            if (!host.equals("unknown.invalid")) {
                module.host(host, port);
            }
            int connected = client.connect(host, 443);
            tell(connected == 1 ? "1" : "0 " + client.getLastSSLError());
        }

        private String fragment() throws Exception {
            var length = ClientHello.readRecords(server.hello()).maxFragmentLength();
            return length.isPresent() ? String.valueOf(length.getAsInt()) : "none";
        }

        @Override
        public void close() {
            client.stop();
            module.close();
        }
    }

    @Test
    @Rule({
        "TLS-1", "TLS-2", "TLS-3", "TLS-4", "TLS-5", "TLS-6", "TLS-7", "TLS-8", "TLS-9", "TLS-11", "TLS-14", "TLS-15",
        "TLS-18", "TLS-30", "TLS-38"
    })
    void every_row_returns_what_it_says() throws Exception {
        List<Row> rows = rows();
        assertTrue(rows.size() >= 400, "only " + rows.size() + " rows");
        List<Row> played = FULL
                ? rows
                : rows.stream()
                        .filter(row -> row.number() % (row.differs() ? 2 : 3) == 0)
                        .toList();
        var wrong = new ArrayList<String>();
        Logger quiet = Logger.getLogger("io.github.wroom4j");
        Level before = quiet.getLevel();
        quiet.setLevel(Level.OFF); // each failure is a warning, and most rows fail
        var workers = Executors.newFixedThreadPool(4);
        try (var stage = new Stage()) {
            var tasks = new ArrayList<Callable<List<String>>>();
            for (Row row : played) {
                tasks.add(() -> {
                    String here = stage.play(row, false);
                    String strict = stage.play(row, true);
                    return here.equals(row.here()) && strict.equals(row.strict())
                            ? List.of()
                            : List.of(row.number() + " | " + here + " | " + strict);
                });
            }
            for (var result : workers.invokeAll(tasks)) {
                wrong.addAll(result.get());
            }
        } finally {
            workers.shutdownNow();
            quiet.setLevel(before);
        }
        assertEquals(List.of(), wrong, () -> "row | here | strict:\n" + String.join("\n", wrong));
    }

    @Test
    void strict_is_the_core_wherever_nothing_is_said_to_differ() throws IOException {
        List<Row> rows = rows();
        for (Row row : rows) {
            assertEquals(
                    row.differs(),
                    !row.why().isEmpty(),
                    "row " + row.number() + ": a difference has a reason, and only a difference has one");
            if (row.differs()) {
                assertEquals(
                        row.strict().equals(row.core()) ? "yes" : "no",
                        row.why().replaceFirst(":.*", ""),
                        () -> "row " + row.number());
            }
        }
    }

    @Test
    void the_page_holds_every_difference() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("wroom4j.pages"))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "docs/tls-differences.md: write it with -Dwroom4j.pages=write");
    }

    private static String cell(String text) {
        return "`" + (text.isEmpty() ? " " : text).replace("`", "'") + "`";
    }

    private static String page() throws IOException {
        List<Row> rows = rows();
        var text = new StringBuilder("# TLS, value for value\n\nWritten from `core/tls.txt` of the tests; do not edit. "
                + rows.size()
                + " connections: what the sketch calls, what the server is, what the core returns and what is returned "
                + "here, by default and in strict mode. In "
                + rows.stream().filter(row -> !row.differs()).count()
                + " of them there is no difference. The others, with the reason:\n\n"
                + "`1` is a connection, `0 62` is none and what `getLastSSLError()` then says. A server is a chain of "
                + "certificates, leaf first (`<` is \"issued by\"), or bytes. The core's values come from its rules "
                + "([facts/arduino-api.md](facts/arduino-api.md)): measured where the rule says so, else read.\n");
        String why = "";
        for (Row row : rows.stream()
                .filter(Row::differs)
                .sorted(Comparator.comparing((Row row) -> row.why().replaceFirst("^(yes|no): ", ""))
                        .thenComparing(Row::why)
                        .thenComparing(Row::number))
                .toList()) {
            if (!row.why().equals(why)) {
                why = row.why();
                text.append("\n## ")
                        .append(why.replaceFirst("^(yes|no): ", ""))
                        .append("\n\nStrict restores the core: ")
                        .append(why.startsWith("yes") ? "yes" : "no")
                        .append(".\n\n| rule | calls | server | core | here | strict |\n|---|---|---|---|---|---|\n");
            }
            text.append("| ")
                    .append(row.rules())
                    .append(" | ")
                    .append(cell(row.calls()))
                    .append(" | ")
                    .append(cell(row.server()))
                    .append(" | ")
                    .append(cell(row.core()))
                    .append(" | ")
                    .append(cell(row.here()))
                    .append(" | ")
                    .append(cell(row.strict()))
                    .append(" |\n");
        }
        return text.toString();
    }
}
