package io.github.wroom4j.testing;

import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server of TLS from a line: an honest one ({@code tls 0301-0303 C013,002F: san=localhost}, with the chain of {@link
 * Chains}), or one whose bytes are written by hand ({@code raw: alert 2 40; close}).
 */
public final class TlsScript implements AutoCloseable {
    private static final int HANDSHAKE = 22;

    /** The suites of an honest server that names none: a few of each kind, so that all versions can be spoken. */
    private static final List<Integer> MANY =
            List.of(0x1301, 0x1303, 0xC02B, 0xC02F, 0xCCA9, 0xCCA8, 0xC009, 0xC013, 0x009C, 0x002F);

    private final Closeable server;
    private final int port;
    private final AtomicReference<byte[]> hello = new AtomicReference<>(new byte[0]);

    /** Starts what the line says. */
    public TlsScript(String line) throws Exception {
        int colon = line.indexOf(": ");
        String[] words = line.substring(0, colon).split(" ");
        String rest = line.substring(colon + 2);
        if (words[0].equals("raw")) {
            var peers = new Peers(socket -> say(socket, rest));
            server = peers::close;
            port = peers.port();
            return;
        }
        var versions = new ArrayList<ProtocolVersion>();
        List<Integer> suites = MANY;
        for (int i = 1; i < words.length; i++) {
            if (words[i].matches("03\\d\\d-03\\d\\d")) {
                int least = Integer.parseInt(words[i].substring(0, 4), 16);
                int most = Integer.parseInt(words[i].substring(5), 16);
                for (int code = least; code <= most; code++) {
                    versions.add(new ProtocolVersion(code));
                }
            } else {
                suites = List.of(words[i].split(",")).stream()
                        .map(code -> Integer.parseInt(code, 16))
                        .toList();
            }
        }
        if (versions.isEmpty()) {
            versions.add(ProtocolVersion.TLS_1_2);
        }
        LegacyTlsServer honest = LegacyTlsServer.builder(Chains.of(rest))
                .versions(versions.toArray(new ProtocolVersion[0]))
                .suites(suites.stream().map(CipherSuite::of).toArray(CipherSuite[]::new))
                .start();
        server = honest::close;
        port = honest.port();
    }

    public int port() {
        return port;
    }

    /** The last hello that came to a server whose bytes are written by hand, with its record's head. */
    public byte[] hello() {
        return hello.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void say(Socket socket, String script) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] head = in.readNBytes(5);
        if (head.length < 5) {
            return;
        }
        byte[] body = in.readNBytes((head[3] & 0xFF) << 8 | head[4] & 0xFF);
        var all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(body);
        hello.set(all.toByteArray());
        for (String step : script.split(";")) {
            String[] words = step.strip().split(" ");
            switch (words[0]) {
                case "alert" ->
                    write(socket, record(21, 0x0303, new byte[] {(byte) number(words[1]), (byte) number(words[2])}));
                case "record" -> write(socket, record(number(words[1]), hex(words[2]), bytes(words[3])));
                case "header" -> write(socket, bytes(words[1]));
                case "hello" -> write(socket, serverHello(words));
                case "cert" -> write(socket, record(HANDSHAKE, 0x0303, certificates(words)));
                case "http" -> write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                case "text" -> write(socket, (words[1] + "\r\n").getBytes(StandardCharsets.US_ASCII));
                case "reset" -> {
                    socket.setSoLinger(true, 0);
                    return;
                }
                case "wait" -> in.readAllBytes();
                case "close" -> {
                    socket.shutdownOutput();
                    in.readAllBytes();
                    return;
                }
                default -> throw new IllegalArgumentException(step);
            }
        }
        socket.shutdownOutput();
        in.readAllBytes();
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static int number(String decimal) {
        return Integer.parseInt(decimal);
    }

    private static int hex(String text) {
        return Integer.parseInt(text, 16);
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal.equals("-") ? "" : hexadecimal);
    }

    private static byte[] record(int type, int version, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(type);
        out.writeBytes(two(version));
        out.writeBytes(two(content.length));
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] two(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /**
     * The message of one certificate, of {@link Chains}' words, that was damaged on the way: {@code keep=} bytes of it alone
     * (less than 0: all but so many), {@code add=} bytes after it, {@code put=OFFSET:BYTES} over it, {@code der=} instead.
     */
    private static byte[] certificates(String... words) throws IOException {
        var chain = new ArrayList<String>();
        var edits = new ArrayList<String>();
        for (String word : List.of(words).subList(1, words.length)) {
            (word.matches("(keep|add|put|der)=.*") ? edits : chain).add(word);
        }
        byte[] der;
        try {
            der = Chains.certificate(chain.isEmpty() ? "san=localhost" : String.join(" ", chain))
                    .getEncoded();
        } catch (Exception e) {
            throw new IOException("no certificate of " + chain, e);
        }
        for (String edit : edits) {
            String value = edit.substring(edit.indexOf('=') + 1);
            switch (edit.substring(0, edit.indexOf('='))) {
                case "keep" -> der = Arrays.copyOf(der, number(value) < 0 ? der.length + number(value) : number(value));
                case "add" -> {
                    byte[] more = bytes(value);
                    der = Arrays.copyOf(der, der.length + more.length);
                    System.arraycopy(more, 0, der, der.length - more.length, more.length);
                }
                case "put" -> {
                    byte[] over = bytes(value.substring(value.indexOf(':') + 1));
                    System.arraycopy(over, 0, der, number(value.substring(0, value.indexOf(':'))), over.length);
                }
                default -> der = bytes(value);
            }
        }
        var message = new ByteArrayOutputStream();
        message.write(11);
        message.writeBytes(three(der.length + 6));
        message.writeBytes(three(der.length + 3));
        message.writeBytes(three(der.length));
        message.writeBytes(der);
        return message.toByteArray();
    }

    private static byte[] three(int value) {
        return new byte[] {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** A ServerHello of TLS 1.2 with what is told otherwise: v, rv (the record's), id (length), suite, comp, ext, type. */
    private static byte[] serverHello(String... words) {
        int version = 0x0303;
        int recordVersion = 0x0303;
        int id = 0;
        int suite = 0xC02B;
        int compression = 0;
        int type = 2;
        byte[] extensions = {};
        for (int i = 1; i < words.length; i++) {
            String value = words[i].substring(words[i].indexOf('=') + 1);
            switch (words[i].substring(0, words[i].indexOf('='))) {
                case "v" -> version = hex(value);
                case "rv" -> recordVersion = hex(value);
                case "id" -> id = number(value);
                case "suite" -> suite = hex(value);
                case "comp" -> compression = number(value);
                case "type" -> type = number(value);
                case "ext" -> extensions = bytes(value);
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        var body = new ByteArrayOutputStream();
        body.writeBytes(two(version));
        body.writeBytes(new byte[32]);
        body.write(id);
        body.writeBytes(new byte[id]);
        body.writeBytes(two(suite));
        body.write(compression);
        if (extensions.length > 0) {
            body.writeBytes(two(extensions.length));
            body.writeBytes(extensions);
        }
        var message = new ByteArrayOutputStream();
        message.write(type);
        message.write(0);
        message.writeBytes(two(body.size()));
        message.writeBytes(body.toByteArray());
        return record(HANDSHAKE, recordVersion, message.toByteArray());
    }
}
