package io.github.wroom4j.esp8266httpclient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Repository;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a server says, and what the core's HTTPClient and ours make of it: the rows of {@code core/http.txt}, each played in
 * default and in strict mode. {@code docs/http-differences.md} is written from them ({@code -Dwroom4j.pages=write}), so that
 * it cannot leave one out.
 */
@Timeout(300)
class HttpScenarioTest {
    private static final Path PAGE = Repository.root().resolve("docs/http-differences.md");

    /**
     * A row.
     *
     * @param calls what the sketch calls, in turn
     * @param server the replies to its requests, the last one again and again
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
        try (InputStream in = HttpScenarioTest.class.getResourceAsStream("/core/http.txt")) {
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

    private static byte[] bytes(String escaped) {
        return escaped.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\x7c", "|")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Plays one row. */
    private static final class Play implements AutoCloseable {
        private final SocketModule module = new SocketModule();
        private final SketchContext context = new SketchContext(module, null, new Console().serial());
        private final HttpScript server;
        private final HTTPClient http;
        private final WiFiClient client;
        private final StringBuilder told = new StringBuilder();

        Play(Row row, boolean strict) throws IOException {
            context.strict(strict);
            String[] replies = row.server().split("~", -1);
            var asked = new AtomicInteger();
            server = new HttpScript(request -> {
                String text = replies[Math.min(asked.getAndIncrement(), replies.length - 1)];
                boolean close = text.endsWith("^");
                return new Reply(bytes(close ? text.substring(0, text.length() - 1) : text), close);
            });
            client = new WiFiClient(context);
            http = new HTTPClient(context);
        }

        String run(String calls) {
            for (String call : calls.split(";")) {
                String[] words = call.strip().split(" ", 2);
                one(words[0], words.length > 1 ? words[1] : "");
            }
            return told.toString().strip();
        }

        private void tell(Object what) {
            String text = what.toString();
            told.append(' ')
                    .append(text.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t"));
        }

        private HttpScript.Request last() {
            List<HttpScript.Request> all = server.requests();
            return all.get(all.size() - 1);
        }

        private void one(String call, String text) {
            switch (call) {
                case "begin" -> {
                    if (!http.begin(client, "http://localhost:" + server.port() + (text.isEmpty() ? "/" : text))) {
                        tell("begin=false");
                    }
                }
                case "GET" -> tell(http.GET());
                case "HEAD" -> tell(http.sendRequest("HEAD"));
                case "OPTIONS" -> tell(http.sendRequest("OPTIONS"));
                case "DELETE" -> tell(http.DELETE());
                case "POST" -> tell(http.POST(text));
                case "PUT" -> tell(http.PUT(text));
                case "PATCH" -> tell(http.PATCH(text));
                case "string" -> tell('"' + http.getString() + '"');
                case "copy" -> {
                    var console = new Console();
                    int count = http.writeToStream(console.serial());
                    tell(count + "\"" + console.printed() + '"');
                }
                case "size" -> tell("size=" + http.getSize());
                case "location" -> tell("location=" + http.getLocation());
                case "headers" -> tell("headers=" + http.headers());
                case "header" -> tell(text + "=" + http.header(text));
                case "head" -> {
                    int index = Integer.parseInt(text);
                    tell("[" + index + "]=" + http.headerName(index) + ":" + http.header(index));
                }
                case "end" -> http.end();
                case "connected" -> tell("connected=" + http.connected());
                case "reuse" -> http.setReuse(text.equals("1"));
                case "agent" -> http.setUserAgent(text);
                case "auth" -> http.setAuthorization(text.split(" ")[0], text.split(" ")[1]);
                case "follow" -> http.setFollowRedirects(Integer.parseInt(text));
                case "limit" -> http.setRedirectLimit(Integer.parseInt(text));
                case "http10" -> http.useHTTP10();
                case "collect" -> http.collectHeaders(text.split(" "));
                case "add" -> http.addHeader(text.split(" ", 2)[0], text.split(" ", 2)[1]);
                case "url" -> tell("url=" + http.setURL(text));
                case "line" -> tell(last().line());
                case "asked" -> tell("asked=" + server.requests().size());
                case "conns" -> tell("conns=" + server.connections());
                case "sent" -> tell(text + "=" + last().header(text));
                case "names" ->
                    tell(last().head()
                            .strip()
                            .lines()
                            .skip(1)
                            .map(line -> line.replaceAll(":.*", ""))
                            .collect(Collectors.joining(",")));
                case "timeout" -> http.setTimeout(Integer.parseInt(text));
                default -> throw new IllegalArgumentException("no such call: " + call);
            }
        }

        @Override
        public void close() throws IOException {
            http.close();
            client.stop();
            module.close();
            server.close();
        }
    }

    private static String played(Row row, boolean strict) throws IOException {
        try (var play = new Play(row, strict)) {
            return play.run(row.calls());
        }
    }

    @Test
    @Rule({
        "HC-10", "HC-11", "HC-13", "HC-16", "HC-17", "HC-20", "HC-21", "HC-22", "HC-24", "HC-25", "HC-26", "HC-30",
        "HC-31", "HC-33", "HC-34", "HC-35", "HC-36", "HC-40", "HC-41", "HC-42", "HC-43", "HC-44", "HC-45", "HC-50",
        "HC-51", "HC-52", "HC-60", "HC-62", "HC-63", "HC-64", "HC-65", "HC-67"
    })
    void every_row_returns_what_it_says() throws Exception {
        List<Row> rows = rows();
        assertTrue(rows.size() >= 250, "only " + rows.size() + " rows");
        var wrong = new ArrayList<String>();
        // Most of the time is spent waiting for bytes that never come.
        var workers = Executors.newFixedThreadPool(8);
        try {
            var tasks = new ArrayList<Callable<List<String>>>();
            for (Row row : rows) {
                tasks.add(() -> {
                    long begun = System.nanoTime();
                    String here = played(row, false);
                    String strict = played(row, true);
                    return here.equals(row.here()) && strict.equals(row.strict())
                            ? List.of()
                            : List.of(row.number() + " | " + here + " | " + strict + " | "
                                    + (System.nanoTime() - begun) / 1_000_000);
                });
            }
            for (var result : workers.invokeAll(tasks)) {
                wrong.addAll(result.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            workers.shutdownNow();
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
                    "row " + row.number() + ": a difference has a reason, and" + " only a difference has one");
        }
        long strict =
                rows.stream().filter(row -> row.strict().equals(row.core())).count();
        long onPurpose = rows.stream()
                .filter(row -> !row.strict().equals(row.core()) && row.why().contains("no:"))
                .count();
        assertTrue(strict >= 0.99 * (rows.size() - onPurpose), strict + " of " + (rows.size() - onPurpose));
    }

    @Test
    void the_page_holds_every_difference() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("wroom4j.pages"))) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "docs/http-differences.md: write it with -Dwroom4j.pages=write");
    }

    private static String cell(String text) {
        return "`" + (text.isEmpty() ? " " : text).replace("`", "'") + "`";
    }

    private static String page() throws IOException {
        List<Row> rows = rows();
        var text = new StringBuilder(
                "# HTTP, value for value\n\nWritten from `core/http.txt` of the tests; do not edit. "
                        + rows.size()
                        + " conversations: what the sketch calls, what the server says, what the core returns and what "
                        + "is returned here. In "
                        + rows.stream().filter(row -> !row.differs()).count()
                        + " of them nothing differs. The others, with the reason:\n\n"
                        + "`~` separates replies, `^` stands for a server that closes. The core's values come from its rules "
                        + "([facts/arduino-api.md](facts/arduino-api.md)): measured where the rule says so, else read.\n");
        String why = "";
        for (Row row : rows.stream()
                .filter(Row::differs)
                .sorted(java.util.Comparator.comparing(Row::why).thenComparing(Row::number))
                .toList()) {
            if (!row.why().equals(why)) {
                why = row.why();
                text.append("\n## ")
                        .append(why.replaceFirst("^(yes|no): ", ""))
                        .append("\n\nStrict restores the core: ")
                        .append(why.startsWith("yes") ? "yes" : "no")
                        .append(".\n\n| rule | calls | server | core | here |\n|---|---|---|---|---|\n");
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
                    .append(" |\n");
        }
        return text.toString();
    }
}
