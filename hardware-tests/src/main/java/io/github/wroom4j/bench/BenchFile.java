package io.github.wroom4j.bench;

import io.github.wroom4j.bench.BenchDescription.AccessPointLogin;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a bench file: YAML with one list, {@code benches}, whose entries have the keys {@code id} and {@code address}
 * and may have {@code firmware}, {@code fixtures}, {@code ssid}, {@code password}, {@code server} (this
 * machine's address as the module reaches it) and {@code timeout-multiplier}. An address may be
 * {@code labgrid:FILE#PLACE}.
 *
 * <p>A password is written {@code env:NAME} or {@code file:PATH} and read when the file is; a literal one is refused,
 * because bench files are committed. Every error names file, line and key.
 */
public final class BenchFile {
    private static final Set<String> KEYS = new LinkedHashSet<>(
            List.of("id", "address", "firmware", "fixtures", "ssid", "password", "server", "timeout-multiplier"));

    private final String name;
    private final UnaryOperator<String> environment;

    private BenchFile(String name, UnaryOperator<String> environment) {
        this.name = name;
        this.environment = environment;
    }

    /**
     * Reads the benches of a file, or the places in what {@code labgrid-client -p PLACE env}, {@code -p PLACE show} or
     * {@code -v resources} prints.
     *
     * @throws BenchFileException saying what is wrong, in which line
     */
    public static List<BenchDescription> read(Path file) {
        try {
            String text = Files.readString(file);
            return LabgridPlaces.looksLike(text)
                    ? LabgridPlaces.parse(file.toString(), text)
                    : parse(file.toString(), text, System::getenv);
        } catch (IOException e) {
            throw new BenchFileException("cannot read the bench file " + file + ": " + e.getMessage(), e);
        }
    }

    /** Reads benches from text; {@code environment} answers {@code env:} references. */
    static List<BenchDescription> parse(String name, String text, UnaryOperator<String> environment) {
        return new BenchFile(name, environment).parse(text);
    }

    private List<BenchDescription> parse(String text) {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(name).build()).composeString(text);
        } catch (YamlEngineException e) {
            throw new BenchFileException(
                    name + " is not YAML: " + e.getMessage().strip(), e);
        }
        Node top = root.orElseThrow(() -> new BenchFileException(name + " is empty: it needs a list \"benches\""));
        var benches = new ArrayList<BenchDescription>();
        var ids = new HashSet<String>();
        for (NodeTuple entry : mapping(top, "the file")) {
            String key = scalar(entry.getKeyNode(), "a key");
            if (!key.equals("benches")) {
                throw at(entry.getKeyNode(), "unknown key \"" + key + "\": the file holds one list, \"benches\"");
            }
            for (Node bench : sequence(entry.getValueNode(), "benches")) {
                BenchDescription description = bench(bench);
                if (!ids.add(description.id())) {
                    throw at(bench, "id \"" + description.id() + "\" is used twice");
                }
                benches.add(description);
            }
        }
        if (benches.isEmpty()) {
            throw new BenchFileException(name + " names no bench: add one under \"benches\"");
        }
        return List.copyOf(benches);
    }

    private BenchDescription bench(Node node) {
        String id = null;
        String address = null;
        Optional<FirmwareRange> firmware = Optional.empty();
        var fixtures = new LinkedHashSet<String>();
        String ssid = null;
        String password = null;
        String server = BenchDescription.LOOPBACK;
        double multiplier = 1;
        var seen = new HashSet<String>();
        for (NodeTuple entry : mapping(node, "a bench")) {
            String key = scalar(entry.getKeyNode(), "a key");
            Node value = entry.getValueNode();
            if (!seen.add(key)) {
                throw at(entry.getKeyNode(), "key \"" + key + "\" is given twice");
            }
            switch (key) {
                case "id" -> id = id(value);
                case "address" -> address = address(value);
                case "firmware" -> firmware = Optional.of(firmware(value));
                case "fixtures" -> sequence(value, key).forEach(each -> fixtures.add(scalar(each, key)));
                case "ssid" -> ssid = scalar(value, key);
                case "password" -> password = secret(value);
                case "server" -> server = scalar(value, key);
                case "timeout-multiplier" -> multiplier = multiplier(value);
                default ->
                    throw at(entry.getKeyNode(), "unknown key \"" + key + "\"; a bench has " + String.join(", ", KEYS));
            }
        }
        if (id == null || address == null) {
            throw at(node, "a bench needs the key \"" + (id == null ? "id" : "address") + "\"");
        }
        if (password != null && ssid == null) {
            throw at(node, "bench \"" + id + "\" has a password and no ssid");
        }
        var login = Optional.ofNullable(ssid).map(new LoginOf(password)::of);
        return new BenchDescription(id, address, firmware, fixtures, login, server, multiplier);
    }

    /** An open network has no password. */
    private record LoginOf(String password) {
        AccessPointLogin of(String ssid) {
            return new AccessPointLogin(ssid, password == null ? "" : password);
        }
    }

    private String id(Node node) {
        String id = scalar(node, "id");
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw at(node, "id \"" + id + "\" must be 1 … 64 letters, digits, dots, underscores or hyphens");
        }
        return id;
    }

    private String address(Node node) {
        String address = scalar(node, "address");
        if (address.startsWith("labgrid:")) {
            return place(node, address.substring("labgrid:".length()));
        }
        try {
            BoardAddress.parse(address);
            return address;
        } catch (BoardException e) {
            throw at(node, "address: " + e.getMessage());
        }
    }

    /** {@code labgrid:FILE#PLACE}: where the place is, as the recorded environment gives it; FILE beside the bench file. */
    private String place(Node node, String reference) {
        int hash = reference.lastIndexOf('#');
        if (hash < 1) {
            throw at(
                    node,
                    "address: write labgrid:FILE#PLACE, where FILE holds what labgrid-client -p PLACE env (or show) prints");
        }
        Path file = Path.of(name).resolveSibling(reference.substring(0, hash));
        String wanted = reference.substring(hash + 1);
        try {
            return LabgridPlaces.parse(file.toString(), Files.readString(file)).stream()
                    .filter(bench -> bench.id().equals(wanted))
                    .findFirst()
                    .orElseThrow(() -> at(node, "address: " + file + " has no labgrid place \"" + wanted + "\""))
                    .address();
        } catch (IOException e) {
            throw at(node, "address: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private FirmwareRange firmware(Node node) {
        try {
            return FirmwareRange.parse(scalar(node, "firmware"));
        } catch (IllegalArgumentException e) {
            throw at(node, "firmware: " + e.getMessage());
        }
    }

    private double multiplier(Node node) {
        String text = scalar(node, "timeout-multiplier");
        try {
            double value = Double.parseDouble(text);
            if (value >= 0.1 && value <= 100) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw at(node, "timeout-multiplier must be a number, not \"" + text + "\"");
        }
        throw at(node, "timeout-multiplier must be 0.1 … 100, not " + text);
    }

    private String secret(Node node) {
        String reference = scalar(node, "password");
        if (reference.startsWith("env:")) {
            String variable = reference.substring(4);
            String value = environment.apply(variable);
            if (value == null) {
                throw at(node, "password: the environment has no variable " + variable);
            }
            return value;
        }
        if (reference.startsWith("file:")) {
            Path file = Path.of(reference.substring(5));
            try {
                return Files.readString(file, StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw at(
                        node,
                        "password: cannot read " + file + " (" + e.getClass().getSimpleName() + ")");
            }
        }
        throw at(node, "password must be env:NAME or file:PATH: a bench file must not hold a secret");
    }

    private List<NodeTuple> mapping(Node node, String what) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue();
        }
        throw at(node, what + " must be a mapping of keys to values");
    }

    private List<Node> sequence(Node node, String key) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw at(node, "\"" + key + "\" must be a list");
    }

    private String scalar(Node node, String key) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw at(node, "\"" + key + "\" must be a plain value");
    }

    private BenchFileException at(Node node, String message) {
        String line =
                node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
        return new BenchFileException(name + line + ": " + message);
    }
}
