package io.github.wroom4j.esp8266webserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.StreamConstPtr;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.fs.File;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Static files, uploads, digest, and the rarer kinds of route, asked byte by byte over a socket. */
@Timeout(60)
class WebFilesTest {
    @TempDir
    Path folder;

    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final FS files = FS.of(context);
    private ESP8266WebServer server;

    @BeforeEach
    void listen() throws IOException {
        files.root(folder.resolve("files"));
        assertTrue(files.begin());
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = new ESP8266WebServer(context, port);
        server.begin();
    }

    @AfterEach
    void no_link_is_left() {
        server.close();
        assertEquals(0, module.openLinks());
        module.close();
    }

    private String ask(String request) {
        return ask(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One request on a connection of its own; the whole answer. */
    private String ask(byte[] request) {
        var asking = new FutureTask<>(() -> {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), server.getServer().port())) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(request);
                InputStream in = socket.getInputStream();
                return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        });
        new Thread(asking).start();
        while (!asking.isDone()) {
            server.handleClient();
        }
        try {
            return asking.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path, String... headers) {
        return ask("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n");
    }

    private void file(String name, String content) {
        try (File file = files.open(name, "w")) {
            file.print(content);
        }
    }

    @Test
    @Rule({"WB-3", "WB-5"})
    void files_are_served_with_their_types() {
        file("/www/index.htm", "<p>start</p>");
        file("/www/app.js", "run()");
        file("/www/big.css.gz", "packed");
        file("/secret.txt", "not for you");
        server.serveStatic("/", files, "/www/", "max-age=60");
        server.on("/late", () -> server.send(200, "text/plain", "a later route"));
        server.enableETag(true);
        String start = get("/");
        assertTrue(start.contains("Content-Type: text/html\r\n") && start.endsWith("<p>start</p>"), start);
        assertTrue(start.contains("Cache-Control: max-age=60\r\n"), start);
        assertTrue(get("/app.js").contains("Content-Type: application/javascript\r\n"));
        String packed = get("/big.css");
        assertTrue(packed.contains("Content-Encoding: gzip\r\n") && packed.contains("text/css"), packed);
        String head = ask("HEAD /app.js HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertTrue(head.contains("Content-Length: 5\r\n") && head.endsWith("\r\n\r\n"), head);
        String tag = start.replaceAll("(?s).*ETag: ([^\r]*)\r.*", "$1");
        assertTrue(get("/", "If-None-Match: " + tag).startsWith("HTTP/1.1 304 "));
        assertTrue(get("/late").endsWith("a later route"));
        for (String away :
                List.of("/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/no.such", "/app.js%00.txt")) {
            String answer = get(away);
            assertTrue(answer.startsWith("HTTP/1.1 404 "), away + ": " + answer);
        }
    }

    @Test
    @Rule({"WB-3", "WB-4"})
    void an_upload_passes_in_pieces_and_byte_for_byte() {
        long seed = System.nanoTime();
        byte[] content = new byte[200_000];
        new Random(seed).nextBytes(content);
        // Everything that looks like a delimiter and is none.
        byte[] trap = "\r\n--b0un\r\r\n--b0undary\r\n--".getBytes(StandardCharsets.ISO_8859_1);
        trap[18] = 'x';
        System.arraycopy(trap, 0, content, 2040, trap.length);
        var form = new ByteArrayOutputStream();
        form.writeBytes("preamble\r\n--b0undary\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(("--b0undary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.bin\"\r\n"
                        + "Content-Type: application/x-thing\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(content);
        form.writeBytes("\r\n--b0undary--\r\n".getBytes(StandardCharsets.ISO_8859_1));
        var got = new ByteArrayOutputStream();
        var steps = new ArrayList<String>();
        server.on(
                "/up",
                ESP8266WebServer.HTTP_POST,
                () -> server.send(200, "text/plain", server.arg("note") + " " + server.upload().totalSize),
                () -> {
                    HTTPUpload upload = server.upload();
                    switch (upload.status) {
                        case UPLOAD_FILE_WRITE -> got.write(upload.buf, 0, upload.currentSize);
                        default ->
                            steps.add(upload.status + " " + upload.name + " " + upload.filename + " " + upload.type);
                    }
                });
        var request = new ByteArrayOutputStream();
        request.writeBytes(("POST /up HTTP/1.1\r\nConnection: close\r\nContent-Type: multipart/form-data; "
                        + "boundary=b0undary\r\nContent-Length: " + form.size() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(form.toByteArray());
        String answer = ask(request.toByteArray());
        assertTrue(answer.endsWith("hello 200000"), answer);
        assertTrue(java.util.Arrays.equals(content, got.toByteArray()), "seed " + seed);
        assertEquals(
                List.of("UPLOAD_FILE_START f a.bin application/x-thing", "UPLOAD_FILE_END f a.bin application/x-thing"),
                steps);
        steps.clear();
        String cut = "--b0undary\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b\"\r\n\r\nhalf";
        ask("POST /up HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b0undary\r\nContent-Length: "
                + cut.length() + "\r\n\r\n" + cut);
        assertTrue(steps.get(1).startsWith("UPLOAD_FILE_ABORTED"), steps.toString());
    }

    @Test
    @Rule("WB-7")
    void digest_lets_in_who_knows_the_password() throws Exception {
        server.on("/", () -> {
            if (!server.authenticate("admin", "esp8266")) {
                server.requestAuthentication(ESP8266WebServer.DIGEST_AUTH, "realm\"", "go away");
                return;
            }
            server.send(200, "text/plain", "in");
        });
        String challenge = get("/");
        assertTrue(challenge.startsWith("HTTP/1.1 401 ") && challenge.endsWith("go away"), challenge);
        assertTrue(challenge.contains("Digest realm=\"realm\", qop=\"auth\""), challenge);
        String nonce = challenge.replaceAll("(?s).*nonce=\"([^\"]*)\".*", "$1");
        String opaque = challenge.replaceAll("(?s).*opaque=\"([^\"]*)\".*", "$1");
        String hash = ESP8266WebServer.credentialHash("admin", "realm", "esp8266");
        assertEquals(md5("admin:realm:esp8266"), hash);
        String response = md5(hash + ":" + nonce + ":00000001:c:auth:" + md5("GET:/"));
        String right = "Authorization: Digest username=\"admin\", realm=\"realm\", nonce=\"" + nonce
                + "\", uri=\"/\", qop=auth, nc=00000001, cnonce=\"c\", response=\"" + response + "\", opaque=\""
                + opaque
                + "\"";
        assertTrue(get("/", right).endsWith("in"));
        assertTrue(get("/", right.replace(response, md5("guess"))).startsWith("HTTP/1.1 401 "));
        assertTrue(get("/", right).startsWith("HTTP/1.1 401 "), "an old challenge is no longer answered");
        assertTrue(get("/", "Authorization: Basic YWRtaW46ZXNwODI2Ng==").endsWith("in"));
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    @Rule({"WB-3", "WB-5"})
    void routes_have_filters_hooks_and_an_end() {
        server.on(new UriBraces("/u/{}/d/{}"), () -> server.send(200, "", server.pathArg(0) + server.pathArg(1)));
        server.on(new UriGlob("/g/*"), () -> server.send(200, "", "glob"));
        server.on(new UriRegex("^/n/([0-9]+)$"), () -> server.send(200, "", server.pathArg(0)));
        server.on(new Uri("/x"), () -> server.send(200, "", "first")).setFilter(s -> s.hasArg("go"));
        server.on("/x", () -> server.send(200, "", "second"));
        server.on("/stream", () -> server.send(200, "text/plain", new StreamConstPtr("by stream"), 9));
        server.on("/away", () -> server.redirect("/x", "moved"));
        server.addHook(s -> {
            boolean mine = s.uri().equals("/hook");
            if (mine) {
                s.send(200, "", "hooked by " + s.headerName(0) + " of " + s.headers());
            }
            return mine;
        });
        assertTrue(get("/u/a/d/b").endsWith("ab"));
        assertTrue(get("/g/a/b").endsWith("glob"));
        assertTrue(get("/n/42").endsWith("42"));
        assertTrue(get("/x?go").endsWith("first") && get("/x").endsWith("second"));
        assertTrue(get("/stream").endsWith("Content-Length: 9\r\nConnection: close\r\n\r\nby stream"));
        String moved = get("/away");
        assertTrue(moved.startsWith("HTTP/1.1 302 Found\r\nContent-Type: text/html\r\nLocation: /x\r\n"), moved);
        assertTrue(get("/hook").endsWith("hooked by Host of 2"));
        assertTrue(server.removeRoute("/x"));
        assertTrue(get("/x").startsWith("HTTP/1.1 404 "));
        assertFalse(server.removeRoute("/x"));
    }
}
