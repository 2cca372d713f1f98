package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.CallsWithTexts.Call;
import io.github.wroom4j.arduino.CallsWithTexts.Raised;
import io.github.wroom4j.dnsserver.DNSServer;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266httpupdate.ESP8266HTTPUpdate;
import io.github.wroom4j.esp8266mdns.MDNSResponder;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266webserver.ESP8266WebServerSecure;
import io.github.wroom4j.esp8266wifi.AxtlsEra;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiMulti;
import io.github.wroom4j.esp8266wifi.PrivateKey;
import io.github.wroom4j.esp8266wifi.PublicKey;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.WiFiEvents;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.fs.Dir;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.testing.HttpScript.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
 * Texts out of EEPROM come padded with zeros, and what was there before stands behind them: a call that takes a C string
 * stops at the first. Each call is made with a text, with the same text, a NUL and a tail, and with text and tail in one.
 * The first two must come to the same and the tail must be nowhere: not in the result, not in the object, not on any wire.
 * The third must come to something else, or the test has looked in the wrong places.
 */
@Timeout(120)
class FirstNulTest {
    /** Arduino's own texts, which have a length, and what the library tells. */
    private static final Set<Class<?>> LEFT_OUT = Set.of(
            ArduinoString.class,
            ClientError.class,
            ESP8266WiFiClass.NetworkInfo.class,
            WiFiEvents.SoftAPModeStation.class,
            WiFiEvents.StationModeConnected.class,
            WiFiEvents.StationModeDisconnected.class);

    /** Texts with a length: where the core takes a {@code String}, bodies, and what is given back as it came. */
    private static final Map<String, String> WHOLE = Map.ofEntries(
            Map.entry("Print.print(0)", "print(const String&) writes as many bytes as the text has"),
            Map.entry("Print.println(0)", "as print does"),
            Map.entry("StreamConstPtr(0)", "made of a String, which has a length"),
            Map.entry("StreamString(0)", "made of a String, which has a length"),
            Map.entry("Arduino.F(0)", "gives back what it gets"),
            Map.entry("Arduino.PSTR(0)", "gives back what it gets"),
            Map.entry("Arduino.FPSTR(0)", "gives back what it gets"),
            Map.entry("EEPROMClass.get(1)", "gives back what it gets where nothing is kept"),
            Map.entry("Base64.encode(0)", "encodes as many bytes as the String has"),
            Map.entry("HTTPClient.POST(0)", "a body has a length"),
            Map.entry("HTTPClient.PUT(0)", "a body has a length"),
            Map.entry("HTTPClient.PATCH(0)", "a body has a length"),
            Map.entry("HTTPClient.sendRequest(1)", "a body has a length"),
            Map.entry("Multipart.field(1)", "a part of a body, whose length is counted"),
            Map.entry("ESP8266WebServer.send(2)", "a body has a length"),
            Map.entry("ESP8266WebServer.sendContent(0)", "a body has a length"),
            Map.entry("ESP8266WebServer.redirect(1)", "a body has a length"),
            Map.entry("ESP8266WebServer.requestAuthentication(2)", "a body has a length"),
            Map.entry("ESP8266WebServer.urlDecode(0)", "decodes as many characters as the String has"));

    private static final String SECOND = "a second object behind the first is the test below";

    /** Texts whose way is not to be seen here, for these reasons. */
    private static final Map<String, String> UNSEEN = Map.ofEntries(
            Map.entry("Arduino.configTime(int, int, String[])(2)", "this computer's clock is right: CalendarTest"),
            Map.entry("Arduino.configTime(String, String[])(1)", "this computer's clock is right: CalendarTest"),
            Map.entry("Arduino.configTzTime(1)", "this computer's clock is right: CalendarTest"),
            Map.entry("ESP8266WebServer.collectHeaders(0)", "every header is kept"),
            Map.entry("ESP8266WebServer.authenticateDigest(0)", "this visitor has no Digest answer"),
            Map.entry("ESP8266WebServer.authenticateDigest(1)", "this visitor has no Digest answer"),
            Map.entry("MDNSResponder.addServiceTxt(0)", "AT has no TXT records"),
            Map.entry("MDNSResponder.addServiceTxt(1)", "AT has no TXT records"),
            Map.entry("MDNSResponder.addServiceTxt(2)", "AT has no TXT records"),
            Map.entry("MDNSResponder.addServiceTxt(3)", "AT has no TXT records"),
            Map.entry("MDNSResponder.queryService(0)", "AT asks for no services"),
            Map.entry("MDNSResponder.queryService(1)", "AT asks for no services"),
            Map.entry("CertStore.initCertStore(1)", "no index is needed"),
            Map.entry("AxtlsEra.verify(0)", "nothing is connected: WiFiClientSecureTest"),
            Map.entry("AxtlsEra.verify(1)", "nothing is connected: WiFiClientSecureTest"),
            Map.entry("WiFiClientSecure.verifyCertChain(0)", "nothing is connected: SecureRulesTest"),
            Map.entry("X509List(0)", SECOND),
            Map.entry("X509List.append(0)", SECOND),
            Map.entry("PrivateKey(0)", SECOND),
            Map.entry("PublicKey(0)", SECOND),
            Map.entry("AxtlsEra.setCACert(0)", SECOND));

    private static final String FINGERPRINT = "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33";
    private static final String PIN = "ab".repeat(32);

    /** Texts that a call takes, where any word will not do. */
    private static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("IPAddress(0)", "10.0.0.1"),
            Map.entry("IPAddress.isValid(0)", "10.0.0.1"),
            Map.entry("IPAddress.fromString(0)", "10.0.0.1"),
            Map.entry("MD5Builder.addHexString(0)", "00ff"),
            Map.entry("Arduino.setTZ(0)", "CET-1"),
            Map.entry("Arduino.configTime(String, String[])(0)", "CET-1"),
            Map.entry("Arduino.configTzTime(0)", "CET-1"),
            Map.entry("Stream.findUntil(0)", "text"),
            Map.entry("ESP8266WiFiClass.scanNetworks(3)", MockBuilder.SSID),
            Map.entry("FS.open(1)", "r"),
            Map.entry("FS.mkdir(0)", "/made"),
            Map.entry("FS.openDir(0)", "/folder"),
            Map.entry("FS.rmdir(0)", "/empty"),
            Map.entry("Dir.openFile(0)", "r"),
            Map.entry("MDNSResponder.addService(1)", "tcp"),
            Map.entry("HTTPClient.begin(String, String)(1)", FINGERPRINT),
            Map.entry("HTTPClient.begin(String, int, String, String)(3)", FINGERPRINT),
            Map.entry("HTTPClient.begin(String, int, String, String)(0)", "localhost"),
            Map.entry("HTTPClient.begin(String, int, String)(0)", "localhost"),
            Map.entry("HTTPClient.begin(String, int, String, byte[])(0)", "localhost"),
            Map.entry("HTTPClient.setURL(0)", "/plain"),
            Map.entry("ESP8266HTTPUpdate.update(String, String)(1)", "1.0"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, String)(2)", "1.0"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, int, String)(1)", "localhost"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, int, String)(3)", "/plain"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, int, String, String)(1)", "localhost"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, int, String, String)(3)", "/plain"),
            Map.entry("ESP8266HTTPUpdate.update(WiFiClient, String, int, String, String)(4)", "1.0"),
            Map.entry("ESP8266WiFiClass.begin(1)", "plain123"),
            Map.entry("ESP8266WiFiClass.softAP(1)", "plain123"),
            Map.entry("ESP8266WiFiClass.hostByName(0)", "localhost"),
            Map.entry("WiFiClientSecure.setFingerprint(0)", FINGERPRINT),
            Map.entry("WiFiClientSecure.setPublicKeyPins(0)", PIN),
            Map.entry("WiFiClientSecure.setCertificatePins(0)", PIN));

    @TempDir
    Path folder;

    private CallsWithTexts board;
    private int tails;

    @BeforeEach
    void open() throws IOException {
        board = new CallsWithTexts(
                folder, Reply.keep("HTTP/1.1 200 OK\r\nplain: yes\r\nContent-Length: 5\r\n\r\nplain"));
    }

    @AfterEach
    void close() throws IOException {
        board.close();
    }

    @TestFactory
    Stream<DynamicTest> what_stands_behind_the_first_nul_goes_nowhere() throws Exception {
        Map<Class<?>, List<Call>> byClass = CallsWithTexts.calls().stream()
                .filter(FirstNulTest::isItsOwn)
                .collect(Collectors.groupingBy(
                        Call::on, () -> new TreeMap<>(Comparator.comparing(Class::getName)), Collectors.toList()));
        return byClass.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().getSimpleName() + ": " + entry.getValue().size() + " calls", () -> {
                            var wrong = new TreeSet<String>();
                            for (Call call : entry.getValue()) {
                                Class<?>[] types = call.what().getParameterTypes();
                                for (int place : IntStream.range(0, types.length)
                                        .filter(i -> CallsWithTexts.isText(types[i]))
                                        .toArray()) {
                                    tryOne(call, place, wrong);
                                }
                            }
                            assertEquals("", String.join("\n", wrong));
                        }));
    }

    /** Each method once: what streams share is tried on a text that is one. */
    private static boolean isItsOwn(Call call) {
        Class<?> declared = call.what().getDeclaringClass();
        boolean shared = declared == Print.class || declared == io.github.wroom4j.arduino.Stream.class;
        Class<?> on = shared ? StreamString.class : declared == AxtlsEra.class ? WiFiClientSecure.class : declared;
        return call.on() == on && !LEFT_OUT.contains(call.on());
    }

    /** What a table says of one text of a call: of that overload first. */
    private static Optional<String> rule(Map<String, String> table, Call call, int place) {
        Class<?> on = call.what().getDeclaringClass();
        boolean made = !(call.what() instanceof Method);
        String name = on.getSimpleName() + (made ? "" : "." + call.what().getName());
        String types = Arrays.stream(call.what().getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        String argument = "(" + place + ")";
        return Stream.of(name + types + argument, name + argument)
                .filter(table::containsKey)
                .findFirst()
                .map(table::get);
    }

    private void tryOne(Call call, int place, Set<String> wrong) throws Exception {
        String name = call + " at " + place;
        String text = good(call, place);
        Outcome plain = outcome(call, place, text, "");
        Outcome padded = outcome(call, place, text + "\0", tail());
        Outcome longer = outcome(call, place, text, tail());
        boolean cut = !padded.tailSeen() && padded.result().equals(plain.result());
        boolean seen = longer.tailSeen() || !longer.result().equals(plain.result());
        boolean whole = rule(WHOLE, call, place).isPresent();
        if (seen == rule(UNSEEN, call, place).isPresent()) {
            wrong.add(name + (seen ? " is to be seen: " : ", where does that text go? ") + plain + ", " + longer);
        } else if (seen && cut == whole) {
            wrong.add(name + (cut ? " ends at its NUL: " : " does not end at its NUL: ") + plain + ", " + padded);
        }
    }

    private String tail() {
        return "tail" + tails++ + "z";
    }

    private String good(Call call, int place) {
        return rule(GOOD, call, place).orElseGet(() -> board.plain(call.what(), place));
    }

    @Test
    void of_two_objects_in_a_text_the_one_behind_the_nul_is_not_read() throws Exception {
        var authority = DemoAuthority.create();
        String rsa = authority.issue(Leaf.localhost()).keyPem();
        assertEquals(1, new X509List(authority.caPem() + "\0" + authority.caPem()).getCount());
        assertEquals(2, new X509List(authority.caPem() + authority.caPem()).getCount());
        assertFalse(new PrivateKey("no key\0" + rsa).isRSA());
        assertNotEquals("", new PublicKey("no key\0" + publicPem(authority)).getLastError());
        assertEquals("", new PublicKey(publicPem(authority)).getLastError());
        var client = new WiFiClientSecure(board.overSockets);
        assertFalse(client.setCACert("none\0" + authority.caPem()));
        assertFalse(client.setCertificate("none\0" + authority.caPem()));
        assertFalse(client.setPrivateKey("none\0" + rsa));
        assertTrue(client.setPrivateKey(rsa));
    }

    private static String publicPem(DemoAuthority authority) {
        byte[] key = authority.certificate().getPublicKey().getEncoded();
        return "-----BEGIN PUBLIC KEY-----\n"
                + java.util.Base64.getMimeEncoder().encodeToString(key) + "\n-----END PUBLIC KEY-----\n";
    }

    /** What a call came to, and whether the tail of its text was found anywhere. */
    private record Outcome(String result, boolean tailSeen) {}

    private Outcome outcome(Call call, int place, String text, String tail) throws Exception {
        Executable what = call.what();
        Object[] arguments = arguments(call, place, text + tail);
        Object on = on(call);
        int requests = board.web.requests().size();
        int links = board.sockets.opened().size();
        var seen = new StringBuilder();
        String result;
        try {
            Object value = on instanceof ESP8266WebServer server && !(on instanceof ESP8266WebServerSecure)
                    ? board.inRequest(
                            server,
                            "GET /?plain=b HTTP/1.1\r\nHost: h\r\nConnection: close\r\nplain: yes\r\n"
                                    + "Authorization: Basic cGxhaW46cGxhaW4=\r\n",
                            () -> CallsWithTexts.invoke(what, server, arguments),
                            seen::append)
                    : CallsWithTexts.invoke(what, on, arguments);
            if (on instanceof ESP8266WebServer server) {
                server.onNotFound(null); // it holds the arguments
            }
            result = shown(value);
            if (on instanceof MD5Builder sum) {
                sum.calculate();
                result += sum;
            }
            texts(value, seen);
        } catch (Raised raised) {
            result = String.valueOf(raised.getCause());
        }
        if (on instanceof ESP8266WiFiClass wifi && what.getName().equals("begin")) {
            wifi.waitForConnectResult();
        }
        result += lastError(on);
        texts(on, seen);
        board.web.requests().stream()
                .skip(requests)
                .forEach(request -> seen.append(request.head()).append(request.text()));
        board.sockets.opened().stream().skip(links).forEach(request -> seen.append(request.host()));
        seen.append(board.esp.module().transcript().text())
                .append(board.joins.module().transcript().text());
        files(seen);
        if (on instanceof AutoCloseable open) {
            open.close();
        }
        return new Outcome(result, !tail.isEmpty() && (seen + result).contains(tail));
    }

    /** The object, with something in it that its calls can find. */
    private Object on(Call call) throws Exception {
        FS files = FS.of(board.overSockets);
        files.begin();
        files.open("/folder/file", "w").close();
        files.open("/plain", "w").close();
        files.mkdir("/empty");
        if (call.on() == StreamString.class && call.what() instanceof Method) {
            return new StreamString("a plain text, plainly");
        } else if (call.on() == DNSServer.class) {
            return new DNSServer(board.esp);
        } else if (call.on() == Arduino.class) {
            return SketchTime.of(board.overSockets);
        }
        Object on = board.on(call);
        if (on instanceof HTTPClient http
                && call.what().getName().toLowerCase(Locale.ROOT).contains("header")) {
            http.GET();
        } else if (on instanceof ESP8266WiFiMulti networks) {
            networks.addAP("plain", "plain");
        } else if (on instanceof EEPROMClass eeprom) {
            eeprom.begin(512);
        } else if (on instanceof ESP8266HTTPUpdate update) {
            update.target(folder.resolve("program"));
        } else if (on instanceof ESP8266WebServer server) {
            server.on("plain", () -> {});
        } else if (on instanceof Dir folder) {
            folder.next();
        } else if (on instanceof MDNSResponder mdns) {
            mdns.begin("plain");
        }
        return on;
    }

    /** Numbers that let a call come as far as its texts. */
    private static final Map<String, Integer> NUMBERS = Map.of(
            "sendRequest", 2,
            "removeRoute", 0,
            "scanNetworks", 0,
            "softAP", 1,
            "readStringUntil", 1,
            "probeMaxFragmentLength", 512);

    private Object[] arguments(Call call, int place, String text) throws Exception {
        String name = call.what().getName();
        Object[] arguments = board.arguments(call.what(), List.of(place), text);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] instanceof String && i != place) {
                // Where a terminator stands in front of it nothing is found anyway.
                arguments[i] = name.equals("findUntil") && i == 1 ? "never" : good(call, i);
            } else if (arguments[i] instanceof Integer) {
                arguments[i] = call.on() == ESP8266HTTPUpdate.class
                        ? board.web.port()
                        : NUMBERS.getOrDefault(name, (Integer) arguments[i]);
            } else if (arguments[i] instanceof Long && name.equals("hostByName")) {
                arguments[i] = 2000L;
            } else if (arguments[i] instanceof byte[] && name.equals("fromPkcs12")) {
                arguments[i] = pkcs12("plain");
            } else if (arguments[i] instanceof byte[] && call.on() == ESP8266WiFiClass.class) {
                arguments[i] = new byte[6];
            }
        }
        return arguments;
    }

    private static byte[] pkcs12(String password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var file = new ByteArrayOutputStream();
        store.store(file, password.toCharArray());
        return file.toByteArray();
    }

    private static String shown(Object value) {
        if (value instanceof Dir dir) {
            return "next is " + dir.next();
        } else if (value instanceof io.github.wroom4j.fs.File file) {
            return "open is " + file.asBool();
        }
        boolean simple = value == null
                || value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof IPAddress
                || value instanceof List;
        return simple ? String.valueOf(value) : value.getClass().getSimpleName();
    }

    private static String lastError(Object on) throws Exception {
        try {
            return on == null
                    ? ""
                    : " " + on.getClass().getMethod("getLastError").invoke(on);
        } catch (NoSuchMethodException none) {
            return "";
        }
    }

    private void files(StringBuilder seen) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                seen.append(file);
                if (Files.isRegularFile(file)) {
                    seen.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
    }

    /** Every text that an object of ours holds, however deep; not what the board behind it holds. */
    private void texts(Object from, StringBuilder seen) throws IllegalAccessException {
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        var open = new ArrayDeque<Object>();
        if (from != null) {
            open.add(from);
        }
        while (!open.isEmpty()) {
            Object one = open.poll();
            if (!known.add(one) || one instanceof SketchContext) {
                continue;
            }
            var inside = new ArrayList<Object>();
            if (one instanceof CharSequence || one instanceof Path || one instanceof Pattern) {
                seen.append(one).append('\n').append(decoded(one.toString()));
            } else if (one instanceof byte[] bytes) {
                seen.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
            } else if (one instanceof char[] characters) {
                seen.append(characters).append('\n');
            } else if (one instanceof Object[] array) {
                inside.addAll(Arrays.asList(array));
            } else if (one instanceof Optional<?> some) {
                some.ifPresent(inside::add);
            } else if (one instanceof Map<?, ?> map) {
                inside.addAll(map.keySet());
                inside.addAll(map.values());
            } else if (one instanceof Iterable<?> all) {
                all.forEach(inside::add);
            } else if (one.getClass().getName().startsWith("io.github.wroom4j.")
                    && !one.getClass().getName().matches("io\\.github\\.wroom4j\\.(at|hal|mock|testing)\\..*")) {
                fields(one, inside);
            }
            inside.removeIf(Objects::isNull);
            open.addAll(inside);
        }
    }

    private static String decoded(String text) {
        return text.matches("[A-Za-z0-9+/]{8,}={0,2}") && text.length() % 4 == 0
                ? new String(java.util.Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1) + "\n"
                : "";
    }

    private static void fields(Object one, List<Object> inside) throws IllegalAccessException {
        for (Class<?> type = one.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            for (var field : type.getDeclaredFields()) {
                boolean own = type.getName().startsWith("io.github.wroom4j.");
                if (own
                        && !Modifier.isStatic(field.getModifiers())
                        && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    inside.add(field.get(one));
                }
            }
        }
    }
}
