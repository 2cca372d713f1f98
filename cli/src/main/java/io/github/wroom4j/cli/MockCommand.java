package io.github.wroom4j.cli;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.lwip.Served;
import io.github.wroom4j.mock.serve.PtyDevice;
import io.github.wroom4j.mock.serve.TcpDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j mock}: the mock as a device for any program. */
final class MockCommand implements Callable<Integer>, PortAnnouncer {
    private final Terminal terminal;
    private final JsonLines lines;

    private final CommonOptions common = new CommonOptions();

    private final Door door = new Door();

    private String bind;

    private String profile;

    private List<String> accessPoints = List.of();

    private Integer pace;

    private boolean realTime;

    private Long seed;

    private List<String> faults = List.of();

    private List<String> routes = List.of();

    private List<String> served = List.of();

    private Path flash;

    private boolean open;

    private boolean json;

    private boolean trace;

    /** Where programs find it. */
    private static final class Door {
        private Path pty;

        private Integer tcp;
    }

    MockCommand(Terminal terminal) {
        this.terminal = terminal;
        this.lines = new JsonLines(terminal.out());
    }

    @Override
    public void opened(Served served) {
        try {
            if (json) {
                lines.port(served);
            } else {
                terminal.err().println(served);
            }
        } catch (OutputLost lost) {
            // Who read where the mock is may have gone; the mock goes on.
            System.getLogger(MockCommand.class.getName())
                    .log(System.Logger.Level.DEBUG, "a port is not announced", lost);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        if (bind != null && door.tcp == null) {
            throw new UsageException("--bind belongs to --tcp: a pseudo-terminal has no address");
        }
        if (door.tcp != null && (door.tcp < 0 || door.tcp > 65_535)) {
            throw new UsageException("--tcp must be a port from 0 to 65535, not " + door.tcp);
        }
        Board board = Boards.open(address());
        if (board instanceof MockWroom02 mock) {
            // Whoever comes through a terminal or a socket cannot set the rate of their end in it.
            mock.atAnyRate();
        }
        if (trace) {
            board = new TracedBoard(board, terminal.err());
        }
        return door.pty != null ? servePty(board) : serveTcp(board);
    }

    private int servePty(Board board) throws InterruptedException {
        try (var device = PtyDevice.start(board, door.pty);
                var end = new AtExit(device::close, terminal.err())) {
            if (json) {
                lines.value("board", board.address(), "address", "serial:" + door.pty);
            } else {
                terminal.out()
                        .println(board.address() + " is at " + door.pty + " (" + device.path() + "); Ctrl-C ends it"
                                + System.lineSeparator() + "  " + terminal.command()
                                + " run HttpsRequest --board serial:"
                                + door.pty + " --demo");
            }
            return exitCode(end, device.await());
        }
    }

    private int serveTcp(Board board) throws InterruptedException {
        String where = bind == null ? "127.0.0.1" : bind;
        try (var device = TcpDevice.start(board, InetAddress.getByName(where), door.tcp);
                var end = new AtExit(device::close, terminal.err())) {
            String address = "tcp://" + where + ":" + device.port();
            if (json) {
                lines.value("board", board.address(), "address", address);
            } else {
                terminal.out().println(board.address() + " is at " + address + "; Ctrl-C ends it");
            }
            return exitCode(end, device.await());
        } catch (UnknownHostException e) {
            board.close();
            throw new UsageException("--bind " + where + " is not an address of this machine", e);
        } catch (IOException e) {
            board.close();
            throw new JobFailed(
                    "cannot listen on " + where + " port " + door.tcp + ": " + ExitCodes.line(e)
                            + (OurAddress.isOurs(where)
                                    ? "; end the program that listens there, or say --tcp 0 for a port that is free"
                                    : "; --bind wants an address of this machine's, or 0.0.0.0 for all"),
                    e);
        }
    }

    private static int exitCode(AtExit end, Optional<Exception> broken) {
        if (broken.isPresent() && !end.running()) {
            throw new JobFailed("the mock stopped: " + ExitCodes.line(broken.get()), broken.get());
        }
        return ExitCodes.DONE;
    }

    private BoardAddress address() {
        var keys = new ArrayList<String>();
        // Slashes part name, password, channel and RSSI; one that is meant is typed as in an address, %2F.
        accessPoints.forEach(
                ap -> keys.add("ap=" + encoded(ap).replace("%2F", "/").replace("%252F", "%2F")));
        if (pace != null) {
            keys.add("pace=" + pace);
        }
        if (realTime) {
            keys.add("realtime");
        }
        if (seed != null) {
            keys.add("seed=" + seed);
        }
        faults.forEach(fault -> keys.add("fault=" + encoded(fault)));
        routes.forEach(route -> keys.add("route=" + encoded(route)));
        served.forEach(ports -> keys.add("serve=" + encoded(ports).replace("%3A", ":")));
        if (flash != null) {
            keys.add("flash=" + encoded(flash.toString()));
        }
        if (open) {
            keys.add("open");
        }
        return BoardAddress.parse("mock:" + (profile == null ? "" : encoded(profile))
                + (keys.isEmpty() ? "" : "?" + String.join("&", keys)));
    }

    private static String encoded(String text) {
        // A form writes a blank as '+', which an address would take for a plus.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "mock");
        spec.usageMessage().description("Serves a mock module behind a pseudo-terminal or a TCP port, until Ctrl-C.");
        spec.usageMessage()
                .footer(
                        "",
                        "The mock reaches loopback only, unless --open. Its default access point is wroom4j / arduino-java.",
                        "",
                        "JSON: first {\"board\", \"address\"}; then {\"port\", \"transport\", \"where\"} for each port that the module opens.",
                        "",
                        "Examples:",
                        "  wroom4j mock --pty /tmp/wroom",
                        "  wroom4j run HttpsRequest --board serial:/tmp/wroom --demo        (in another terminal)",
                        "  wroom4j mock --profile at-0.40 --tcp 4001 --pace 115200 --ap Lab/secret12 --trace");
        common.addTo(spec);
        spec.addArgGroup(ArgGroupSpec.builder()
                .multiplicity("1")
                .addArg(Model.option(door, "pty", Path.class, "--pty")
                        .paramLabel("LINK")
                        .required(true)
                        .description("A link to make to a terminal.")
                        .build())
                .addArg(Model.option(door, "tcp", Integer.class, "--tcp")
                        .paramLabel("PORT")
                        .required(true)
                        .description("A TCP port; 0 takes a free one.")
                        .build())
                .build());
        spec.add(Model.option(this, "bind", String.class, "--bind")
                .paramLabel("ADDRESS")
                .description("Where --tcp listens (default 127.0.0.1).")
                .build());
        spec.add(Model.option(this, "profile", String.class, "--profile")
                .paramLabel("NAME")
                .description("The firmware, as in at-1.7 (default) or at-0.40.")
                .build());
        spec.add(Model.option(this, "accessPoints", List.class, "--ap")
                .auxiliaryTypes(String.class)
                .paramLabel("SSID/PASSWORD")
                .description("An access point in range, [/CHANNEL[/RSSI]] after it; more than once for more.")
                .build());
        spec.add(Model.option(this, "pace", Integer.class, "--pace")
                .paramLabel("BAUD")
                .description("Let bytes take the time that this speed gives them.")
                .build());
        spec.add(Model.option(this, "realTime", boolean.class, "--real-time")
                .description("Let joining and connecting take the time that they take on a module.")
                .build());
        spec.add(Model.option(this, "seed", Long.class, "--seed")
                .paramLabel("N")
                .description("Start of all that is drawn by lot.")
                .build());
        spec.add(Model.option(this, "faults", List.class, "--fault")
                .auxiliaryTypes(String.class)
                .paramLabel("FAULT")
                .description("A fault, as in F7@1%%; more than once for more.")
                .build());
        spec.add(Model.option(this, "routes", List.class, "--route")
                .auxiliaryTypes(String.class)
                .paramLabel("A:P=B:Q")
                .description("Connections to A:P go to B:Q; more than once for more.")
                .build());
        spec.add(Model.option(this, "served", List.class, "--serve")
                .auxiliaryTypes(String.class)
                .paramLabel("PORT:PORT")
                .description(
                        "Where a port that the module opens is found on this computer, as in 80:8080; more than once for"
                                + " more. Default: a free port, which is printed when it opens.")
                .build());
        spec.add(Model.option(this, "flash", Path.class, "--flash")
                .paramLabel("FILE")
                .description("Keep what the firmware stores in this file.")
                .build());
        spec.add(Model.option(this, "open", boolean.class, "--open")
                .description("Let the mock connect anywhere, not to loopback alone.")
                .build());
        spec.add(Model.option(this, "json", boolean.class, "--json")
                .description("Print one JSON value a line; its keys stand below.")
                .build());
        spec.add(Model.option(this, "trace", boolean.class, "--trace")
                .description("Show the conversation on stderr, secrets masked.")
                .build());
        return spec;
    }
}
