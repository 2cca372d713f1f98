package io.github.wroom4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What a POM says of the libraries that its jar needs, with the versions and properties that it inherits. */
final class MavenPom {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
    /** Properties may stand for properties; deeper than this they stand for themselves. */
    private static final int DEEPEST = 10;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, Dependency> managed = new HashMap<>();
    private final List<Dependency> dependencies = new ArrayList<>();

    /**
     * One library as a POM names it; an empty text where it says nothing.
     *
     * @param exclusions {@code group:artifact} of what it is not to bring along, {@code *} for any
     */
    record Dependency(
            String group,
            String artifact,
            String version,
            String classifier,
            String type,
            String scope,
            boolean optional,
            Set<String> exclusions) {

        private String key() {
            return group + ":" + artifact + ":" + type + ":" + classifier;
        }

        boolean excludedBy(Set<String> excluded) {
            return excluded.contains(group + ":" + artifact)
                    || excluded.contains(group + ":*")
                    || excluded.contains("*:" + artifact)
                    || excluded.contains("*:*");
        }

        /** With whose need it is, for the sentence when its version cannot be known. */
        MavenCoordinate coordinate(MavenCoordinate by) {
            if (version.isEmpty() || version.matches(".*[\\[\\](),$].*")) {
                throw new JobFailed(by + " needs " + group + ":" + artifact + " in a version that is not fixed ("
                        + (version.isEmpty() ? "none is named" : version) + "): name one before it, //DEPS " + group
                        + ":"
                        + artifact + ":VERSION");
            }
            return new MavenCoordinate(group, artifact, version, classifier);
        }

        private Dependency completedBy(Dependency other) {
            return new Dependency(
                    group,
                    artifact,
                    version.isEmpty() ? other.version : version,
                    classifier,
                    type,
                    scope.isEmpty() ? other.scope : scope,
                    optional,
                    exclusions.isEmpty() ? other.exclusions : exclusions);
        }
    }

    private MavenPom() {}

    /** Reads a POM; {@code other} finds those that it builds on. */
    static MavenPom read(Path file, Function<MavenCoordinate, MavenPom> other) {
        Element project = parsed(file);
        var pom = new MavenPom();
        Element parent = child(project, "parent");
        if (parent != null) {
            MavenPom above = other.apply(new MavenCoordinate(
                    text(parent, "groupId"), text(parent, "artifactId"), text(parent, "version"), ""));
            pom.properties.putAll(above.properties);
            pom.managed.putAll(above.managed);
            pom.dependencies.addAll(above.dependencies);
        }
        pom.describe(project, parent);
        List<Dependency> own = pom.dependencies(child(child(project, "dependencyManagement"), "dependencies"));
        own.stream().filter(each -> !each.scope().equals("import")).forEach(each -> pom.managed.put(each.key(), each));
        own.stream()
                .filter(each -> each.scope().equals("import"))
                .map(each -> other.apply(new MavenCoordinate(each.group(), each.artifact(), each.version(), "")))
                .forEach(imported -> imported.managed.forEach(pom.managed::putIfAbsent));
        pom.dependencies.addAll(pom.dependencies(child(project, "dependencies")));
        return pom;
    }

    private void describe(Element project, Element parent) {
        for (Element property : children(child(project, "properties"))) {
            properties.put(property.getTagName(), property.getTextContent().strip());
        }
        for (String name : List.of("groupId", "artifactId", "version")) {
            String own = text(project, name);
            String value = own.isEmpty() && parent != null ? text(parent, name) : own;
            properties.put("project." + name, value);
            properties.put("pom." + name, value);
            if (parent != null) {
                properties.put("project.parent." + name, text(parent, name));
            }
        }
    }

    /** What the jar needs when it runs. */
    List<Dependency> needed() {
        return dependencies.stream()
                .map(each -> managed.containsKey(each.key()) ? each.completedBy(managed.get(each.key())) : each)
                .filter(each -> !each.optional() && each.type().equals("jar"))
                .filter(each -> Set.of("", "compile", "runtime").contains(each.scope()))
                .toList();
    }

    private List<Dependency> dependencies(Element list) {
        var found = new ArrayList<Dependency>();
        for (Element each : children(list)) {
            var exclusions = new HashSet<String>();
            for (Element exclusion : children(child(each, "exclusions"))) {
                exclusions.add(filled(text(exclusion, "groupId")) + ":" + filled(text(exclusion, "artifactId")));
            }
            String type = filled(text(each, "type"));
            found.add(new Dependency(
                    filled(text(each, "groupId")),
                    filled(text(each, "artifactId")),
                    filled(text(each, "version")),
                    filled(text(each, "classifier")),
                    type.isEmpty() ? "jar" : type,
                    filled(text(each, "scope")),
                    filled(text(each, "optional")).equals("true"),
                    exclusions));
        }
        return found;
    }

    private String filled(String text) {
        String now = text;
        for (int depth = 0; depth < DEEPEST && now.contains("${"); depth++) {
            Matcher property = PROPERTY.matcher(now);
            now = property.replaceAll(
                    found -> Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group())));
        }
        return now;
    }

    // --- XML ---------------------------------------------------------------------------------------------------------

    static Element parsed(Path file) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(file.toFile()).getDocumentElement();
        } catch (SAXException e) {
            throw new JobFailed(file + " cannot be read as XML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new JobFailed("reading " + file + " failed: " + ExitCodes.line(e), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (Node node = parent == null ? null : parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(each -> each.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The text of a child; empty if it is not there. */
    static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }
}
