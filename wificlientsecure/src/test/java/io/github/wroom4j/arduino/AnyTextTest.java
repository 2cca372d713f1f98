package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.esp8266httpclient.BodyStream;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266httpclient.Multipart;
import io.github.wroom4j.esp8266httpupdate.ESP8266HTTPUpdate;
import io.github.wroom4j.esp8266mdns.MDNSResponder;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266webserver.ESP8266WebServerSecure;
import io.github.wroom4j.esp8266webserver.Uri;
import io.github.wroom4j.esp8266wifi.ArduinoWiFiServer;
import io.github.wroom4j.esp8266wifi.ArduinoWiFiServerSecure;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiMulti;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiServerSecure;
import io.github.wroom4j.esp8266wifi.WiFiUDP;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.HttpScript;
import io.github.wroom4j.testing.HttpScript.Reply;
import io.github.wroom4j.testing.Repository;
import io.github.wroom4j.testing.SocketModule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
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

    /** Packages of what a sketch calls. */
    private static final List<String> PACKAGES = List.of("arduino.", "fs.", "esp8266", "dnsserver.");

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

    private final Console console = new Console();
    private final SocketModule sockets = new SocketModule();
    private final SketchContext overSockets = new SketchContext(sockets, null, console.serial());

    /** A board that is in its network. */
    private Esp8266 esp;

    /** A board whose calls look for other networks. */
    private Esp8266 joins;

    private HttpScript web;
    private int requestsSeen;
    private int linksSeen;
    private SketchContext.Binding bound;

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
        web = HttpScript.always(Reply.ok("hi"));
        esp = mock();
        esp.module().join(MockBuilder.SSID, MockBuilder.PASSWORD);
        joins = mock();
        esp.dataFolder(folder);
        overSockets.dataFolder(folder);
        bound = overSockets.bind();
    }

    private Esp8266 mock() {
        // A name that nobody knows is denied at once here; a module goes on asking for seconds.
        return Esp8266.open(
                MockWroom02.builder()
                        .profile("at-1.7")
                        .quirk("dns-denial-millis", "0")
                        .build(),
                console.serial());
    }

    @AfterEach
    void close() throws IOException {
        bound.close();
        esp.close();
        joins.close();
        sockets.close();
        web.close();
    }

    /** The classes that a sketch uses, from where they were compiled to. */
    private static List<Class<?>> classes() throws Exception {
        var found = new ArrayList<Class<?>>();
        for (Class<?> one : List.of(Arduino.class, WiFiClient.class)) {
            Path root = Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(root)) {
                addFrom(root, found);
            } else {
                try (var jar = java.nio.file.FileSystems.newFileSystem(URI.create("jar:" + root.toUri()), Map.of())) {
                    addFrom(jar.getPath("/"), found);
                }
            }
        }
        assertTrue(found.contains(HTTPClient.class) && found.contains(FS.class), found::toString);
        return found;
    }

    private static void addFrom(Path root, List<Class<?>> found) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                String own = "io/github/wroom4j/";
                if (name.startsWith(own)
                        && name.endsWith(".class")
                        && !name.endsWith("-info.class")
                        && PACKAGES.stream()
                                .anyMatch(name.substring(own.length()).replace('/', '.')::startsWith)) {
                    found.add(Class.forName(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.')));
                }
            }
        }
    }

    /** A call that takes a text, on an object of a class. */
    private record Call(Class<?> on, Executable what) {
        @Override
        public String toString() {
            return (what instanceof Method ? on.getSimpleName() + "." + what.getName() : "new " + on.getSimpleName())
                    + Arrays.stream(what.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    private static boolean isText(Class<?> type) {
        return type == String.class || type == String[].class || type == CharSequence.class;
    }

    private static List<Call> calls() throws Exception {
        var calls = new ArrayList<Call>();
        for (Class<?> type : classes()) {
            // Who looks for a text in zeros without end looks for ever, as on the chip.
            boolean endless = type == StreamZero.class;
            if (!Modifier.isPublic(type.getModifiers()) || type.isInterface() || type.isEnum() || endless) {
                continue;
            }
            var all = new ArrayList<Executable>();
            if (!Modifier.isAbstract(type.getModifiers())) {
                all.addAll(List.of(type.getConstructors()));
            }
            for (Method method : type.getMethods()) {
                boolean ours = method.getDeclaringClass().getName().startsWith("io.github.wroom4j.");
                boolean callable =
                        Modifier.isStatic(method.getModifiers()) || !Modifier.isAbstract(type.getModifiers());
                if (ours && callable && !method.isBridge() && !method.getName().equals("main")) {
                    all.add(method);
                }
            }
            all.stream()
                    .filter(one -> Stream.of(one.getParameterTypes()).anyMatch(AnyTextTest::isText))
                    .forEach(one -> calls.add(new Call(type, one)));
        }
        return calls;
    }

    @TestFactory
    Stream<DynamicTest> no_text_ends_in_an_exception_or_in_a_failure_without_a_reason() throws Exception {
        Map<Class<?>, List<Call>> byClass = calls().stream()
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
                .filter(i -> isText(types[i]))
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
        Object[] arguments = arguments(call.what(), places, value);
        Object on = call.what() instanceof Method method && !Modifier.isStatic(method.getModifiers())
                ? call.what().getName().equals("hostByName") ? ESP8266WiFiClass.of(esp) : receiver(call.on())
                : null;
        try {
            Object result = on instanceof ESP8266WebServer server && !(on instanceof ESP8266WebServerSecure)
                    ? inRequest(server, () -> invoke(call.what(), server, arguments), name, wrong)
                    : invoke(call.what(), on, arguments);
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

    /** What the call itself threw. */
    private static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;

        Raised(Throwable cause) {
            super(cause);
        }
    }

    private static Object invoke(Executable what, Object on, Object... arguments) {
        try {
            return what instanceof Method method
                    ? method.invoke(on, arguments)
                    : ((Constructor<?>) what).newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new Raised(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(what.toString(), e);
        }
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

    private void nothingSmuggled(String name, Set<String> wrong) {
        String lines = Stream.concat(
                        web.requests().stream().skip(requestsSeen).map(HttpScript.Request::head),
                        sockets.opened().stream().skip(linksSeen).map(request -> request.host() + "\r\n"))
                .collect(Collectors.joining());
        requestsSeen = web.requests().size();
        linksSeen = sockets.opened().size();
        if (lines.contains("\n" + SMUGGLED)) {
            wrong.add(name + ": a line of the text's own reached the server");
        }
    }

    /** A visitor's request during which the sketch makes a call; the answer's head has no line of the text's own. */
    private Object inRequest(ESP8266WebServer server, Supplier<Object> call, String name, Set<String> wrong)
            throws IOException {
        var result = new ArrayList<Object>();
        var thrown = new ArrayList<Raised>();
        server.onNotFound(() -> {
            try {
                result.add(call.get());
            } catch (Raised e) {
                thrown.add(e);
            }
            server.send(200, "text/plain", "end");
            server.client().stop();
        });
        server.begin();
        try (var visitor =
                new Socket(InetAddress.getLoopbackAddress(), server.getServer().port())) {
            visitor.getOutputStream()
                    .write("GET /?a=b HTTP/1.0\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (result.isEmpty() && thrown.isEmpty()) {
                server.handleClient();
            }
            server.stop();
            String answer = new String(visitor.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            boolean body = name.contains("sendContent");
            if (!body && answer.split("\r\n\r\n")[0].contains("\n" + SMUGGLED)) {
                wrong.add(name + ": a line of the text's own in the answer's head");
            }
        }
        if (!thrown.isEmpty()) {
            throw thrown.get(0);
        }
        return result.get(0);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Object[] arguments(Executable what, List<Integer> places, String value) throws Exception {
        Class<?>[] types = what.getParameterTypes();
        var arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            boolean nasty = places.contains(i);
            arguments[i] = types[i] == String[].class
                    ? new String[] {nasty ? value : "plain"}
                    : isText(types[i]) ? (nasty ? value : plain(what, i)) : harmless(types[i]);
        }
        return arguments;
    }

    /** A text of the ordinary kind: some calls look at the second one only after the first. */
    private String plain(Executable what, int place) {
        boolean url = place == 0
                        && what.getDeclaringClass() == HTTPClient.class
                        && what.getName().equals("begin")
                || what.getDeclaringClass() == ESP8266HTTPUpdate.class;
        return url ? "http://localhost:" + web.port() + "/" : "plain";
    }

    private Object harmless(Class<?> type) throws Exception {
        if (type == int.class) {
            return 80;
        } else if (type == long.class) {
            return 2L;
        } else if (type == boolean.class) {
            return false;
        } else if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 20);
        } else if (type == Runnable.class) {
            return (Runnable) () -> {};
        } else if (type == InputStream.class) {
            return new ByteArrayInputStream(new byte[2]);
        } else if (type == Stream.class || type == io.github.wroom4j.arduino.Stream.class) {
            return new StreamConstPtr("hi");
        } else if (type == SketchContext.class) {
            return overSockets;
        } else if (type == Path.class) {
            return folder;
        } else if (type == StringBuilder.class) {
            return new StringBuilder();
        } else if (type == Tm.class) {
            return Arduino.gmtime(0);
        } else if (type == Object[].class) {
            return new Object[] {"text", 5};
        } else if (type == Throwable.class) {
            return new IOException("why");
        } else if (type == ClientError.Stage.class) {
            return ClientError.Stage.NONE;
        } else if (type == io.github.wroom4j.fs.File.class) {
            return FS.of(overSockets).open("/file", "w+");
        }
        return receiver(type);
    }

    private Object receiver(Class<?> type) throws Exception {
        Function<SketchContext, Object> known = receivers().get(type);
        if (known != null) {
            Object made = known.apply(overSockets);
            if (made instanceof io.github.wroom4j.arduino.Stream stream) {
                stream.setTimeout(0);
            }
            return made;
        }
        for (Class<?>[] form : new Class<?>[][] {{SketchContext.class}, {}, {String.class}}) {
            Constructor<?> constructor = Stream.of(type.getConstructors())
                    .filter(one -> Arrays.equals(one.getParameterTypes(), form))
                    .findFirst()
                    .orElse(null);
            if (constructor != null) {
                Object made = constructor.newInstance(
                        form.length == 0
                                ? new Object[0]
                                : new Object[] {form[0] == String.class ? "/plain" : overSockets});
                if (made instanceof io.github.wroom4j.arduino.Stream stream) {
                    stream.setTimeout(0);
                }
                return made;
            }
        }
        throw new AssertionError("how is a " + type.getName() + " made? Say so in receivers()");
    }

    private Map<Class<?>, Function<SketchContext, Object>> receivers() {
        return Map.ofEntries(
                Map.entry(ESP8266WiFiClass.class, context -> ESP8266WiFiClass.of(joins)),
                Map.entry(ESP8266WiFiMulti.class, context -> new ESP8266WiFiMulti(joins)),
                Map.entry(MDNSResponder.class, context -> MDNSResponder.of(esp)),
                Map.entry(WiFiUDP.class, context -> new WiFiUDP(esp)),
                Map.entry(HardwareSerial.class, context -> new Console().serial()),
                Map.entry(FS.class, context -> FS.of(overSockets)),
                Map.entry(EEPROMClass.class, context -> {
                    EEPROMClass eeprom = EEPROMClass.of(overSockets);
                    eeprom.begin(64);
                    return eeprom;
                }),
                Map.entry(
                        io.github.wroom4j.fs.Dir.class,
                        context -> FS.of(overSockets).openDir("/")),
                Map.entry(
                        io.github.wroom4j.fs.File.class,
                        context -> FS.of(overSockets).open("/file", "w+")),
                Map.entry(HTTPClient.class, context -> {
                    var http = new HTTPClient(context);
                    http.begin(new WiFiClient(context), "http://localhost:" + web.port() + "/");
                    return http;
                }),
                Map.entry(MD5Builder.class, context -> {
                    var sum = new MD5Builder();
                    sum.begin();
                    return sum;
                }),
                Map.entry(BodyStream.class, context -> {
                    var http = new HTTPClient(context);
                    http.begin(new WiFiClient(context), "http://localhost:" + web.port() + "/");
                    http.GET();
                    return http.getBodyStream();
                }),
                Map.entry(ESP8266HTTPUpdate.class, ESP8266HTTPUpdate::of),
                Map.entry(Multipart.class, context -> new Multipart()),
                Map.entry(ArduinoWiFiServer.class, context -> new ArduinoWiFiServer(context, freePort())),
                Map.entry(ArduinoWiFiServerSecure.class, context -> new ArduinoWiFiServerSecure(context, freePort())),
                Map.entry(WiFiServerSecure.class, context -> new WiFiServerSecure(context, freePort())),
                Map.entry(S2Stream.class, context -> new S2Stream(new ArduinoString("text"))),
                Map.entry(Uri.class, context -> new Uri("/plain")),
                Map.entry(ESP8266WebServer.class, context -> new ESP8266WebServer(context, freePort())),
                Map.entry(ESP8266WebServerSecure.class, context -> new ESP8266WebServerSecure(context, freePort())));
    }

    @Test
    void a_success_takes_the_last_reason_away() {
        var wifi = ESP8266WiFiClass.of(esp);
        assertFalse(wifi.hostname("a\r\nb"));
        assertTrue(wifi.getLastError().isError());
        assertTrue(wifi.hostname("plain"), () -> wifi.getLastError().message());
        assertEquals(ClientError.NONE, wifi.getLastError());

        var client = new WiFiClient(overSockets);
        assertEquals(0, client.connect("a\r\nb", web.port()));
        assertTrue(client.getLastError().isError());
        assertEquals(1, client.connect("localhost", web.port()));
        assertEquals(ClientError.NONE, client.getLastError());
        client.stop();
    }
}
