package io.github.wroom4j.hal.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts real servers on loopback, each on an ephemeral port, ready when the call returns; the caller closes them. A
 * missing program skips the test, or fails it when {@code -Dwroom4j.require} names it.
 */
public final class Counterparts {
    private Counterparts() {}

    /** A running server and where it listens on 127.0.0.1. */
    public record Server(ExternalProgram program, int port) implements AutoCloseable {
        @Override
        public void close() {
            program.close();
        }
    }

    /** {@code openssl s_server} with those options; give it {@code -cert}, {@code -key} and, say, {@code -www}. */
    public static Server openssl(Path folder, String... options) {
        String[] arguments = Stream.concat(Stream.of("s_server", "-accept", "127.0.0.1:0"), Stream.of(options))
                .toArray(String[]::new);
        ExternalProgram program = ExternalProgram.start(folder, "openssl", arguments);
        try {
            // With port 0 it prints the port that it was given.
            int port = Integer.parseInt(
                    program.awaitLog("ACCEPT 127\\.0\\.0\\.1:(\\d+)").group(1));
            return new Server(program, port);
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    /**
     * {@code gnutls-serv} with those options ({@code --x509certfile} …). It cannot be told to listen on loopback only, so
     * it runs in a network namespace of its own, reached through a socket in {@code folder} and a relay on loopback.
     */
    public static Server gnutls(Path folder, String... options) {
        Require.program("gnutls-serv");
        Require.program("socat");
        Require.program("ip");
        String unshare = Require.program("unshare").toString();
        Require.that("gnutls-serv", mayUnshare(unshare), "no network namespace may be made here for gnutls-serv");
        String quoted = Stream.of(options)
                .map(option -> "'" + option.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        Path socket = folder.resolve("gnutls.socket");
        // Inside the namespace loopback is down at first, and nobody but us can reach port 5556.
        String script = "ip link set lo up && { gnutls-serv --port 5556 " + quoted + " < /dev/null & socat UNIX-LISTEN:"
                + socket.getFileName() + ",fork TCP4:127.0.0.1:5556; }";
        ExternalProgram program = ExternalProgram.start(folder, "unshare", "-r", "-n", "sh", "-c", script);
        try {
            program.awaitLog("listening on IPv4 .*done");
            var relay = new UnixRelay(socket);
            return new Server(program.with(relay), relay.port());
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private static boolean mayUnshare(String unshare) {
        try {
            return new ProcessBuilder(unshare, "-r", "-n", "true").start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** nginx with that inside its one {@code server} block, after {@code listen}; say {@code ssl} in {@code listen}. */
    public static Server nginx(Path folder, String listenOptions, String serverBlock) {
        int port = ExternalProgram.freePort();
        write(folder.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d %s;
                    %s
                  }
                }
                """.formatted(port, listenOptions, serverBlock));
        return ready(
                ExternalProgram.start(folder, "nginx", "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr"), port);
    }

    /** mosquitto with those further lines of configuration. */
    public static Server mosquitto(Path folder, String... lines) {
        int port = ExternalProgram.freePort();
        write(folder.resolve("mosquitto.conf"), "listener " + port + " 127.0.0.1\n" + String.join("\n", lines) + "\n");
        return ready(ExternalProgram.start(folder, "mosquitto", "-c", "mosquitto.conf"), port);
    }

    /**
     * ser2net serving a device.
     *
     * @param accepter its kind: {@code telnet(rfc2217)}, {@code telnet} or {@code tcp} without one
     * @param device the port it serves, a {@link PtyFixture}'s path for example
     */
    public static Server ser2net(Path folder, String accepter, String device) {
        return ser2net(folder, accepter, device, ExternalProgram.freePort());
    }

    /** ser2net on a known port, for a bench that returns after it was away. */
    public static Server ser2net(Path folder, String accepter, String device, int port) {
        write(folder.resolve("ser2net.yaml"), """
                %%YAML 1.1
                ---
                connection: &module
                  accepter: %s,127.0.0.1,%d
                  connector: serialdev,%s,115200n81,local
                  options:
                    mdns: false
                """.formatted(accepter, port, device));
        return ready(ExternalProgram.start(folder, "ser2net", "-n", "-d", "-c", "ser2net.yaml"), port);
    }

    /** socat between two of its addresses; ready at once, await what it makes. */
    public static ExternalProgram socat(Path folder, String one, String other) {
        return ExternalProgram.start(folder, "socat", "-d", "-d", one, other);
    }

    /** What tshark prints of a capture file. */
    public static String tshark(Path capture, String... options) {
        List<String> arguments = new ArrayList<>(List.of("-r", capture.toString()));
        arguments.addAll(List.of(options));
        return ExternalProgram.run(capture.toAbsolutePath().getParent(), "tshark", arguments.toArray(String[]::new));
    }

    private static Server ready(ExternalProgram program, int port) {
        try {
            return new Server(program.awaitListening(port), port);
        } catch (AssertionError e) {
            program.close();
            throw e;
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
