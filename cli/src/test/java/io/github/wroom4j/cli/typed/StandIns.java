package io.github.wroom4j.cli.typed;

import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.serve.PtyDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for the things that a test's machine does not have: the rules of {@code pages/stand-ins.txt}. {@code {module}} is the
 * link to a terminal with a mock behind it, {@code {folder}} a folder of the page's own, {@code {port}} a free port for the one that the page names, {@code {https}} where
 * the stand-in for example.org is served.
 */
final class StandIns implements AutoCloseable {
    /** The access point that the pages join, by the password that they write into their file. */
    private static final String MODULE = "mock:?ap=Home/the%20Wi-Fi%20password&dns=example.org=127.0.0.1";

    /** Below the ports that the system itself hands out, so that nobody else is given one before it is opened. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(21_000 + (int) (ProcessHandle.current().pid() % 9000));

    private final List<List<String>> rules = Table.read("stand-ins.txt", 3);
    private final Map<String, String> ports = new LinkedHashMap<>();
    private final Path folder;
    private final Path link;
    private final int https;
    private PtyDevice module;

    StandIns(Path folder, int https) {
        this.folder = folder;
        this.link = folder.resolve("module");
        this.https = https;
    }

    /** A command, or a program's text, with stand-ins. */
    String in(String text) throws IOException {
        String played = text;
        for (List<String> rule : rules) {
            Matcher found = Pattern.compile(rule.get(0)).matcher(played);
            var made = new StringBuilder();
            while (found.find()) {
                found.appendReplacement(made, Matcher.quoteReplacement(standIn(rule.get(1), found.group())));
            }
            played = found.appendTail(made).toString();
        }
        return played;
    }

    private String standIn(String shape, String found) throws IOException {
        String made = shape.replace("{https}", String.valueOf(https)).replace("{folder}", folder.toString());
        if (made.contains("{module}")) {
            made = made.replace("{module}", module());
        }
        return made.contains("{port}") ? made.replace("{port}", port(found)) : made;
    }

    private String module() {
        if (module == null) {
            var mock = (MockWroom02) Boards.open(MODULE);
            mock.atAnyRate(); // a terminal does not tell the rate of its other end
            module = PtyDevice.start(mock, link);
        }
        return link.toString();
    }

    private String port(String named) throws IOException {
        String port = ports.get(named);
        while (port == null) {
            int next = NEXT_PORT.getAndIncrement();
            try (var free = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
                port = String.valueOf(free.getLocalPort());
            } catch (java.net.BindException taken) {
                continue;
            }
            ports.put(named, port);
        }
        return port;
    }

    /** An output as it would be with what the page names. */
    String out(String output) {
        String shown = output.replace(link.toString(), "/dev/ttyUSB0")
                .replace(folder.toString(), "/tmp")
                .replace(":" + https, "");
        for (Map.Entry<String, String> port : ports.entrySet()) {
            shown = shown.replaceAll("\\b" + port.getValue() + "\\b", port.getKey());
        }
        return shown;
    }

    @Override
    public void close() {
        if (module != null) {
            module.close();
        }
    }
}
