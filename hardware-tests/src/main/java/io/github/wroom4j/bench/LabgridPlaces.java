package io.github.wroom4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * labgrid's places as benches, from what labgrid-client prints. No coordinator is asked: acquiring and releasing stay
 * labgrid's.
 *
 * <p>{@code labgrid-client -p PLACE env} prints an environment, as a labgrid environment file is:
 *
 * <pre>
 * targets:
 *   bench3:
 *     resources:
 *     - NetworkSerialPort: {host: pi3.lan, port: 4001, speed: 115200, protocol: rfc2217}
 * </pre>
 *
 * <p>{@code labgrid-client -p PLACE show} and {@code labgrid-client -v resources} print each resource as a heading and a
 * Python dictionary, which is read by {@link LabgridListing}.
 *
 * <p>{@code NetworkSerialPort} becomes {@code rfc2217://} ({@code tcp://} for protocol {@code raw}), {@code
 * RawSerialPort} becomes {@code serial:}; other resources are passed over.
 */
final class LabgridPlaces {
    private LabgridPlaces() {}

    /** Whether a text is labgrid's and not a bench file. */
    static boolean looksLike(String text) {
        return LabgridListing.looksLike(text) || text.lines().anyMatch(line -> line.startsWith("targets:"));
    }

    /**
     * The places of an environment or a listing.
     *
     * @throws BenchFileException naming the file and the place that cannot be used
     */
    static List<BenchDescription> parse(String name, String text) {
        return LabgridListing.looksLike(text) ? LabgridListing.parse(name, text) : environment(name, text);
    }

    private static List<BenchDescription> environment(String name, String text) {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new BenchFileException(
                    name + " is not YAML: " + e.getMessage().strip(), e);
        }
        var benches = new ArrayList<BenchDescription>();
        for (Map.Entry<?, ?> target : mapping(
                        name, "targets", mapping(name, "the file", root).get("targets"))
                .entrySet()) {
            String place = target.getKey().toString();
            String address = resources(name, place, target.getValue()).stream()
                    .flatMap(resource -> address(name, place, resource).stream())
                    .findFirst()
                    .orElseThrow(() -> new BenchFileException(name + ": labgrid place \"" + place
                            + "\" has no NetworkSerialPort and no RawSerialPort; is it acquired?"));
            benches.add(bench(place, address));
        }
        if (benches.isEmpty()) {
            throw new BenchFileException(name + " names no labgrid place under \"targets\"");
        }
        return List.copyOf(benches);
    }

    static BenchDescription bench(String place, String address) {
        return new BenchDescription(
                place, address, Optional.empty(), Set.of(), Optional.empty(), BenchDescription.LOOPBACK, 1);
    }

    /** Both spellings of labgrid: a list of one-key mappings, or one mapping. */
    private static List<Map<?, ?>> resources(String name, String place, Object target) {
        Object all = mapping(name, place, target).get("resources");
        if (all instanceof List<?> list) {
            var found = new ArrayList<Map<?, ?>>();
            list.forEach(each -> found.add(mapping(name, "a resource of " + place, each)));
            return found;
        }
        return all == null ? List.of() : List.of(mapping(name, "resources of " + place, all));
    }

    /** The address of a resource, a mapping of its class to its parameters; empty if it is not a serial port. */
    static Optional<String> address(String name, String place, Map<?, ?> resource) {
        if (resource.get("NetworkSerialPort") instanceof Map<?, ?> port) {
            if (port.get("extra") instanceof Map<?, ?> extra
                    && "true".equalsIgnoreCase(String.valueOf(extra.get("proxy_required")))) {
                throw new BenchFileException(
                        name + ": labgrid place \"" + place + "\" is reached only through the SSH proxy "
                                + extra.get("proxy") + "; forward its port yourself and write that address");
            }
            String host = text(name, place, port, "host");
            String number = text(name, place, port, "port");
            boolean raw = "raw".equals(String.valueOf(port.get("protocol")));
            // An IPv6 address needs its brackets in a URI.
            String authority = host.contains(":") ? "[" + host + "]" : host;
            return Optional.of((raw ? "tcp://" : "rfc2217://") + authority + ":" + number + (raw ? "" : baud(port)));
        }
        if (resource.get("RawSerialPort") instanceof Map<?, ?> port) {
            return Optional.of("serial:" + text(name, place, port, "port") + baud(port));
        }
        return Optional.empty();
    }

    private static String baud(Map<?, ?> port) {
        Object speed = port.get("speed");
        return speed == null ? "" : "?baud=" + speed;
    }

    private static String text(String name, String place, Map<?, ?> port, String key) {
        Object value = port.get(key);
        if (value == null || value.equals("None")) {
            throw new BenchFileException(
                    name + ": the serial port of labgrid place \"" + place + "\" has no " + key + "; is it acquired?");
        }
        return value.toString();
    }

    private static Map<?, ?> mapping(String name, String what, Object value) {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new BenchFileException(name + ": " + what + " must be a mapping of keys to values");
    }
}
