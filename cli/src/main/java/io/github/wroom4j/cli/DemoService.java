package io.github.wroom4j.cli;

import io.github.wroom4j.servers.EchoServer;
import io.github.wroom4j.servers.NtpServer;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the demo has besides web servers: {@code demo:ntp}, {@code demo:echo} over TCP, {@code demo:echo-udp}. */
enum DemoService {
    /** This computer's time, over UDP. */
    NTP {
        @Override
        Running start(InetAddress address) {
            NtpServer server = NtpServer.start(address, Clock.systemUTC());
            return new Running(server.port(), server::close);
        }
    },
    /** Gives back what it gets over TCP. */
    ECHO {
        @Override
        Running start(InetAddress address) {
            EchoServer server = EchoServer.start(address);
            return new Running(server.tcpPort(), server::close);
        }
    },
    /** Gives back each datagram. */
    ECHO_UDP {
        @Override
        Running start(InetAddress address) {
            EchoServer server = EchoServer.start(address);
            return new Running(server.udpPort(), server::close);
        }
    };

    /**
     * A service that runs.
     *
     * @param port where it is
     * @param end ends it
     */
    record Running(int port, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** Starts one on that address. */
    abstract Running start(InetAddress address);

    /** The one that {@code demo:NAME} names. */
    static DemoService of(String text) {
        String name = text.substring(DemoSite.SCHEME.length());
        return Arrays.stream(values())
                .filter(service -> service.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("unknown: \"" + text + "\": besides web servers the demo has "
                        + Arrays.stream(values())
                                .map(service -> DemoSite.SCHEME + service)
                                .collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
