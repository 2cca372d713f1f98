package io.github.wroom4j.arduino;

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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every call of an Arduino class that takes a text, found by reflection, and what it takes to make it: boards, servers, a
 * folder, an object of each class and harmless arguments. A new call is found without being added here.
 */
final class CallsWithTexts implements AutoCloseable {
    /** Packages of what a sketch calls. */
    private static final List<String> PACKAGES = List.of("arduino.", "fs.", "esp8266", "dnsserver.");

    final Console console = new Console();
    final SocketModule sockets = new SocketModule();
    final SketchContext overSockets = new SketchContext(sockets, null, console.serial());

    /** A board that is in its network. */
    final Esp8266 esp;

    /** A board whose calls look for other networks. */
    final Esp8266 joins;

    final HttpScript web;

    private final SketchContext.Binding bound;
    private final Path folder;

    CallsWithTexts(Path folder, Reply answer) throws IOException {
        this.folder = folder;
        web = HttpScript.always(answer);
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

    @Override
    public void close() throws IOException {
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
    record Call(Class<?> on, Executable what) {
        @Override
        public String toString() {
            return (what instanceof Method ? on.getSimpleName() + "." + what.getName() : "new " + on.getSimpleName())
                    + Arrays.stream(what.getParameterTypes())
                            .map(Class::getSimpleName)
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    static boolean isText(Class<?> type) {
        return type == String.class || type == String[].class || type == CharSequence.class;
    }

    static List<Call> calls() throws Exception {
        var calls = new ArrayList<Call>();
        for (Class<?> type : classes()) {
            // Who looks for a text in zeros without end looks for ever, as on the chip.
            boolean endless = type == StreamZero.class;
            Class<?> around = type.getEnclosingClass();
            boolean open = Modifier.isPublic(type.getModifiers())
                    && (around == null || Modifier.isPublic(around.getModifiers()));
            if (!open || type.isInterface() || type.isEnum() || endless) {
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
                    .filter(one -> Stream.of(one.getParameterTypes()).anyMatch(CallsWithTexts::isText))
                    .forEach(one -> calls.add(new Call(type, one)));
        }
        return calls;
    }

    /** What the call itself threw. */
    static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1;

        Raised(Throwable cause) {
            super(cause);
        }
    }

    static Object invoke(Executable what, Object on, Object... arguments) {
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

    /** The object to make a call on; null for what needs none. */
    Object on(Call call) throws Exception {
        if (!(call.what() instanceof Method method) || Modifier.isStatic(method.getModifiers())) {
            return null;
        }
        return method.getName().equals("hostByName") ? ESP8266WiFiClass.of(esp) : receiver(call.on());
    }

    /**
     * Makes a call while a visitor waits for the answer, whose bytes are then handed over.
     *
     * @param head the visitor's request line and headers
     */
    Object inRequest(ESP8266WebServer server, String head, Supplier<Object> call, Consumer<String> answer)
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
            visitor.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            while (result.isEmpty() && thrown.isEmpty()) {
                server.handleClient();
            }
            server.stop();
            answer.accept(new String(visitor.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
        if (!thrown.isEmpty()) {
            throw thrown.get(0);
        }
        return result.get(0);
    }

    /** Arguments for a call: a text at some places, and what is harmless elsewhere. */
    Object[] arguments(Executable what, List<Integer> places, String value) throws Exception {
        Class<?>[] types = what.getParameterTypes();
        var arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            boolean given = places.contains(i);
            arguments[i] = types[i] == String[].class
                    ? new String[] {given ? value : "plain"}
                    : isText(types[i]) ? (given ? value : plain(what, i)) : harmless(types[i]);
        }
        return arguments;
    }

    /** A text of the ordinary kind: some calls look at the second one only after the first. */
    String plain(Executable what, int place) {
        boolean url = place == 0
                        && what.getDeclaringClass() == HTTPClient.class
                        && what.getName().equals("begin")
                || what.getDeclaringClass() == ESP8266HTTPUpdate.class;
        return url ? "http://localhost:" + web.port() + "/" : "plain";
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Object harmless(Class<?> type) throws Exception {
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

    Object receiver(Class<?> type) throws Exception {
        Function<SketchContext, Object> known = receivers().get(type);
        if (known != null) {
            return impatient(known.apply(overSockets));
        }
        for (Class<?>[] form : new Class<?>[][] {{SketchContext.class}, {}, {String.class}}) {
            Constructor<?> constructor = Stream.of(type.getConstructors())
                    .filter(one -> Arrays.equals(one.getParameterTypes(), form))
                    .findFirst()
                    .orElse(null);
            if (constructor != null) {
                return impatient(constructor.newInstance(
                        form.length == 0
                                ? new Object[0]
                                : new Object[] {form[0] == String.class ? "/plain" : overSockets}));
            }
        }
        throw new AssertionError("how is a " + type.getName() + " made? Say so in receivers()");
    }

    private static Object impatient(Object made) {
        if (made instanceof io.github.wroom4j.arduino.Stream stream) {
            stream.setTimeout(0);
        }
        return made;
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
}
