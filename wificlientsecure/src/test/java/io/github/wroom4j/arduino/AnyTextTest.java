package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.CallsWithTexts.Call;
import io.github.wroom4j.arduino.CallsWithTexts.Raised;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266webserver.ESP8266WebServerSecure;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Repository;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every call of an Arduino class that takes a text, found by reflection, with every kind of text: none ends in a Java
 * exception that its Javadoc does not name, a call that says no has its reason in {@code getLastError()}, and no text
 * brings a line of its own into an AT command, a request or an answer. A new call is tried without being added here.
 */
@Timeout(120)
class AnyTextTest {
    private static final boolean FULL = Boolean.getBoolean("wroom4j.full");

    /** What a line end in a text would smuggle in: an AT command, and a header. */
    private static final String SMUGGLED = "AT+SMUGGLED";

    private static final Map<String, String> TEXTS = texts();

    /** Calls whose false, 0 or −1 is an answer and not a failure. */
    private static final Set<String> QUESTIONS = Set.of(
            "authenticate",
            "authenticateDigest",
            "chunkedResponseModeStart",
            "exists",
            "existsAP",
            "find",
            "findUntil",
            "hasArg",
            "hasHeader",
            "print",
            "printf",
            "println",
            "removeRoute",
            "scanNetworks",
            "verify",
            "verifyCertChain",
            "write");

    @TempDir
    Path folder;

    private CallsWithTexts board;
    private int requestsSeen;
    private int linksSeen;

    private static Map<String, String> texts() {
        var all = new TreeMap<String, String>();
        all.put("empty", "");
        all.put("a blank", " ");
        all.put("CR LF", "a\r\n" + SMUGGLED + ": yes\r\nb");
        all.put("LF", "a\n" + SMUGGLED + ": yes\nb");
        all.put("CR", "a\r" + SMUGGLED + ": yes");
        all.put("NUL", "a\0b");
        all.put("only NUL", "\0");
        all.put("10 kB", "x".repeat(10_000));
        all.put("half a surrogate pair", "a\ud800b");
        all.put("the other half", "\udc00");
        all.put("quotes, backslashes, commas", "\",\\,\\\"\\\\,'`");
        all.put("emoji", "\ud83d\ude00 \u00e9\u200b\u202e");
        all.put("a URL", "http://user:pa%20ss@nobody.invalid:99999/a b?c=d#e");
        all.put("half a URL", "https://[::1");
        all.put("formats", "%s %d %n %q %-5.3f %*d %");
        all.put("patterns", "^/(a|b)*[{}]*{}?\\");
        all.put("numbers", "-99999999999999999999.5e400");
        all.put("a PEM that ends", "-----BEGIN CERTIFICATE-----\nMIIB");
        all.put("paths", "../../x/./\\..\\y");
        return all;
    }

    @BeforeEach
    void open() throws IOException {
        board = new CallsWithTexts(folder, Reply.ok("hi"));
    }

    @AfterEach
    void close() throws IOException {
        board.close();
    }

    @TestFactory
    Stream<DynamicTest> no_text_ends_in_an_exception_or_in_a_failure_without_a_reason() throws Exception {
        Map<Class<?>, List<Call>> byClass = CallsWithTexts.calls().stream()
                .collect(Collectors.groupingBy(
                        Call::on,
                        () -> new TreeMap<>(java.util.Comparator.comparing(Class::getName)),
                        Collectors.toList()));
        return byClass.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().getSimpleName() + ": " + entry.getValue().size() + " calls", () -> {
                            var wrong = new TreeSet<String>();
                            for (Call call : entry.getValue()) {
                                tryAll(call, wrong);
                            }
                            assertEquals("", String.join("\n", wrong));
                        }));
    }

    private void tryAll(Call call, Set<String> wrong) throws Exception {
        Class<?>[] types = call.what().getParameterTypes();
        List<Integer> places = IntStream.range(0, types.length)
                .filter(i -> CallsWithTexts.isText(types[i]))
                .boxed()
                .toList();
        var texts = new ArrayList<>(TEXTS.entrySet());
        texts.add(null);
        for (int place : places) {
            for (var text : texts) {
                String value = text == null ? null : text.getValue();
                String name = call + " with " + (text == null ? "null" : text.getKey());
                tryOne(call, List.of(place), value, name, wrong);
                if (FULL && places.size() > 1) {
                    tryOne(call, places, value, name + " everywhere", wrong);
                }
            }
        }
    }

    private void tryOne(Call call, List<Integer> places, String value, String name, Set<String> wrong)
            throws Exception {
        Object[] arguments = board.arguments(call.what(), places, value);
        Object on = board.on(call);
        try {
            Object result = on instanceof ESP8266WebServer server && !(on instanceof ESP8266WebServerSecure)
                    ? board.inRequest(
                            server,
                            "GET /?a=b HTTP/1.0\r\nConnection: close\r\n",
                            () -> CallsWithTexts.invoke(call.what(), server, arguments),
                            answer -> noLineOfItsOwn(answer, name, wrong))
                    : CallsWithTexts.invoke(call.what(), on, arguments);
            reasonIsKept(call, on, result, name, wrong);
        } catch (Raised raised) {
            if (!documented(call.what(), raised.getCause())) {
                wrong.add(name + ": " + raised.getCause());
            }
        } finally {
            if (on instanceof AutoCloseable open) {
                open.close();
            }
        }
        nothingSmuggled(name, wrong);
    }

    /** Whether the Javadoc of a call names what it threw. */
    private static boolean documented(Executable what, Throwable thrown) throws IOException {
        String path = what.getDeclaringClass().getName().replaceAll("\\$.*", "").replace('.', '/') + ".java";
        for (String module : List.of("wificlientsecure", "arduino")) {
            Path file = Repository.root().resolve(module + "/src/main/java").resolve(path);
            if (!Files.exists(file)) {
                continue;
            }
            String name = what instanceof Method
                    ? what.getName()
                    : what.getDeclaringClass().getSimpleName();
            String before = "";
            for (String part : Files.readString(file).split("(?=/\\*\\*)")) {
                int end = part.indexOf("*/");
                if (end > 0
                        && part.substring(0, end)
                                .matches("(?s).*@throws (java[.\\w]*\\.)?"
                                        + thrown.getClass().getSimpleName() + "\\b.*")) {
                    before = part.substring(end);
                    // Up to the next Javadoc: the call that it belongs to comes first.
                    if (before.replaceFirst("(?s)\\{.*", "").contains(" " + name + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void reasonIsKept(Call call, Object on, Object result, String name, Set<String> wrong) {
        if (on == null || QUESTIONS.contains(call.what().getName())) {
            return;
        }
        ClientError error;
        try {
            // ESP8266HTTPUpdate tells a number.
            if (!(on.getClass().getMethod("getLastError").invoke(on) instanceof ClientError last)) {
                return;
            }
            error = last;
        } catch (ReflectiveOperationException none) {
            return;
        }
        boolean refused = Boolean.FALSE.equals(result)
                || result instanceof Integer number
                        && number <= 0
                        && !call.what().getName().startsWith("get");
        if (refused && (!error.isError() || error.message().isBlank())) {
            wrong.add(name + " returned " + result + " without a reason");
        }
        if (error.message().chars().anyMatch(c -> c < ' ')) {
            wrong.add(name + ": a control character in \"" + error.message() + '"');
        }
    }

    private static void noLineOfItsOwn(String answer, String name, Set<String> wrong) {
        boolean body = name.contains("sendContent");
        if (!body && answer.split("\r\n\r\n")[0].contains("\n" + SMUGGLED)) {
            wrong.add(name + ": a line of the text's own in the answer's head");
        }
    }

    private void nothingSmuggled(String name, Set<String> wrong) {
        String lines = Stream.concat(
                        board.web.requests().stream().skip(requestsSeen).map(HttpScript.Request::head),
                        board.sockets.opened().stream().skip(linksSeen).map(request -> request.host() + "\r\n"))
                .collect(Collectors.joining());
        requestsSeen = board.web.requests().size();
        linksSeen = board.sockets.opened().size();
        if (lines.contains("\n" + SMUGGLED)) {
            wrong.add(name + ": a line of the text's own reached the server");
        }
    }

    @Test
    void a_success_takes_the_last_reason_away() {
        var wifi = ESP8266WiFiClass.of(board.esp);
        assertFalse(wifi.hostname("a\r\nb"));
        assertTrue(wifi.getLastError().isError());
        assertTrue(wifi.hostname("plain"), () -> wifi.getLastError().message());
        assertEquals(ClientError.NONE, wifi.getLastError());

        var client = new WiFiClient(board.overSockets);
        assertEquals(0, client.connect("a\r\nb", board.web.port()));
        assertTrue(client.getLastError().isError());
        assertEquals(1, client.connect("localhost", board.web.port()));
        assertEquals(ClientError.NONE, client.getLastError());
        client.stop();
    }
}
