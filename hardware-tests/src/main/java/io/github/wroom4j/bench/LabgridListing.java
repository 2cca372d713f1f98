package io.github.wroom4j.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The places in what {@code labgrid-client -p PLACE show}, {@code labgrid-client -v places} and {@code labgrid-client -v
 * resources} print, one after the other in any order. A serial port belongs to the place that its line {@code 'acquired'}
 * names; one that is not acquired has no address yet.
 */
final class LabgridListing {
    private static final Pattern PLACE = Pattern.compile("Place '(.+)':");

    /** The heading over a resource's parameters: {@code show} names its place, {@code resources} indents. */
    private static final Pattern RESOURCE =
            Pattern.compile("\\s*(?:Acquired resource|Matching resource|Resource) '.+' \\(.+\\):");

    private LabgridListing() {}

    static boolean looksLike(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.matches("(?:Place|Exporter|Selected role) .*"))
                .isPresent();
    }

    /** The acquired places with a serial port. */
    static List<BenchDescription> parse(String name, String text) {
        var benches = new LinkedHashMap<String, BenchDescription>();
        var places = new TreeSet<String>();
        var dictionary = new StringBuilder();
        boolean within = false;
        for (String line : (text + "\nend").lines().toList()) {
            boolean more = within && line.strip().matches("[{'].*");
            if (more) {
                dictionary.append(line).append('\n');
                continue;
            }
            if (!dictionary.isEmpty()) {
                add(name, dictionary.toString(), benches);
                dictionary.setLength(0);
            }
            within = RESOURCE.matcher(line).matches();
            var place = PLACE.matcher(line);
            if (place.matches()) {
                places.add(place.group(1));
            }
        }
        if (benches.isEmpty()) {
            throw new BenchFileException(name + " names no labgrid place with an acquired serial port"
                    + (places.isEmpty() ? "" : "; acquire " + String.join(", ", places) + " first"));
        }
        return List.copyOf(benches.values());
    }

    private static void add(String name, String dictionary, Map<String, BenchDescription> benches) {
        Map<?, ?> resource = read(name, dictionary);
        Object acquired = resource.get("acquired");
        if (acquired == null || acquired.equals("None") || benches.containsKey(acquired.toString())) {
            return;
        }
        String place = acquired.toString();
        Object parameters = resource.get("params");
        LabgridPlaces.address(name, place, Map.of(String.valueOf(resource.get("cls")), parameters))
                .ifPresent(address -> benches.put(place, LabgridPlaces.bench(place, address)));
    }

    /** Python's notation of a dictionary is YAML's flow style, but for None, True and False: they are read as texts. */
    private static Map<?, ?> read(String name, String dictionary) {
        try {
            Object read = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(dictionary);
            if (read instanceof Map<?, ?> map && map.get("params") instanceof Map<?, ?>) {
                return map;
            }
        } catch (YamlEngineException e) {
            throw new BenchFileException(
                    name + ": a resource cannot be read: " + e.getMessage().strip(), e);
        }
        throw new BenchFileException(name + ": a resource has no 'params': " + dictionary.strip());
    }
}
