package io.github.wroom4j.cli;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.words.Json;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j certs}: a throw-away authority with a server's and a client's certificate. */
final class CertsCommand implements Callable<Integer> {
    private static final List<String> USUAL = List.of("localhost", "127.0.0.1", "::1");
    private static final Pattern HOST = Pattern.compile(
            "(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Duration VALID = Duration.ofDays(365);

    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final JsonOption json = new JsonOption();

    private Path folder;

    private List<String> names = List.of();

    private boolean force;

    CertsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<String> served = names.isEmpty() ? USUAL : names;
        served.forEach(CertsCommand::check);
        List<Path> there = List.of("ca.pem", "cert.pem", "key.pem", "client.pem", "client.key").stream()
                .map(folder::resolve)
                .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!there.isEmpty() && !force) {
            throw new JobFailed(
                    String.join(", ", there.stream().map(Path::toString).toList())
                            + (there.size() == 1 ? " is" : " are") + " there already and "
                            + (there.size() == 1 ? "stays as it is" : "stay as they are")
                            + ": name another folder, or --force to write over");
        }
        // Whole seconds: a certificate has no others.
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant until = now.plus(VALID);
        var authority = DemoAuthority.create("wroom4j throw-away CA " + now);
        Identity server = authority.issue(leaf(served).valid(now.minus(Duration.ofDays(1)), until));
        Identity client = authority.issue(Leaf.forClient("wroom4j client").valid(now.minus(Duration.ofDays(1)), until));
        var files = new LinkedHashMap<String, String>();
        files.put("ca.pem", authority.caPem());
        files.put("cert.pem", server.chainPem());
        files.put("key.pem", server.keyPem());
        files.put("client.pem", client.chainPem());
        files.put("client.key", client.keyPem());
        write(files);
        print(served, until);
        return ExitCodes.DONE;
    }

    private static void check(String name) {
        if (!isAddress(name) && (!HOST.matcher(name).matches() || name.length() > 253)) {
            throw new UsageException(
                    "\"" + name
                            + "\" is neither a host's name nor an address: write example.org, *.example.org, 192.168.1.20 or ::1");
        }
    }

    /** Only what cannot be a name, so that none is looked up. */
    private static boolean isAddress(String name) {
        if (!name.contains(":")) {
            return IPV4.matcher(name).matches();
        }
        try {
            // With a colon in it no name is looked up.
            return InetAddress.getByName(name) instanceof Inet6Address && !name.contains("[") && !name.contains("%");
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static Leaf leaf(List<String> names) {
        List<String> hosts = names.stream().filter(name -> !isAddress(name)).toList();
        Leaf leaf = hosts.isEmpty()
                ? Leaf.forHost("").onlyCommonName(names.get(0))
                : Leaf.forHost(hosts.get(0))
                        .names(hosts.subList(1, hosts.size()).toArray(String[]::new));
        for (String name : names) {
            leaf = isAddress(name) ? leaf.address(name) : leaf;
        }
        return leaf.key(Leaf.KeyKind.RSA_2048);
    }

    private void write(Map<String, String> files) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new JobFailed("the folder " + folder + " cannot be made: " + ExitCodes.line(e), e);
        }
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            try {
                if (Files.isDirectory(file)) {
                    throw new JobFailed(file + " is a folder: it is not written over");
                }
                // A file that others may read already would keep their right: it is made anew.
                Files.deleteIfExists(file);
                create(file, text, name.startsWith("key") || name.endsWith(".key"));
            } catch (IOException e) {
                throw new JobFailed("cannot write " + file + ": " + ExitCodes.line(e), e);
            }
        });
    }

    /** A key is its owner's from the first byte on. */
    private static void create(Path file, String text, boolean secret) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] owners = secret && posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var out =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owners)) {
            out.write(StandardCharsets.US_ASCII.encode(text));
        }
    }

    private void print(List<String> served, Instant until) {
        var out = terminal.out();
        if (json.json) {
            out.println(Json.text(Json.object(
                    "ca",
                    folder.resolve("ca.pem"),
                    "cert",
                    folder.resolve("cert.pem"),
                    "key",
                    folder.resolve("key.pem"),
                    "client",
                    folder.resolve("client.pem"),
                    "clientKey",
                    folder.resolve("client.key"),
                    "names",
                    served,
                    "until",
                    until)));
            return;
        }
        out.println(folder.resolve("ca.pem") + ": the authority; a client trusts it with --ca");
        out.println(folder.resolve("cert.pem") + ", " + folder.resolve("key.pem") + ": a server at "
                + String.join(", ", served));
        out.println(folder.resolve("client.pem") + ", " + folder.resolve("client.key") + ": a client");
        out.println("valid until " + until.atOffset(ZoneOffset.UTC).toLocalDate());
        out.println("  " + terminal.command() + " run BearSslServer --cert " + folder.resolve("cert.pem") + " --key "
                + folder.resolve("key.pem"));
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "certs");
        spec.usageMessage()
                .description("Makes certificates to try with: an authority, one for a server, one for a client.");
        spec.usageMessage()
                .footer(
                        "",
                        "DIR gets ca.pem, the authority that clients trust; cert.pem and key.pem for a server of those names;"
                                + " client.pem and client.key for a client. RSA-2048, for a year. The authority's own key is thrown"
                                + " away: nothing can be added to the set, and no machine trusts it unless you add it there.",
                        "",
                        "JSON: {\"ca\", \"cert\", \"key\", \"client\", \"clientKey\", \"names\", \"until\"}.",
                        "",
                        "Examples:",
                        "  wroom4j certs certs",
                        "  wroom4j run BearSslServer --cert certs/cert.pem --key certs/key.pem",
                        "  wroom4j certs certs bench3.lan 192.168.1.20 --force");
        common.addTo(spec);
        json.addTo(spec);
        spec.add(Model.parameter(this, "folder", Path.class, "0")
                .paramLabel("DIR")
                .description("Folder for the files; made if it is not there.")
                .build());
        spec.add(Model.parameter(this, "names", List.class, "1..*")
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .required(false)
                .paramLabel("NAME")
                .description("Names and addresses of the server. Default: localhost 127.0.0.1 ::1.")
                .build());
        spec.add(Model.option(this, "force", boolean.class, "--force")
                .description("Write over files that are there.")
                .build());
        return spec;
    }
}
