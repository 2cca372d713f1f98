package io.github.wroom4j.cli;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * What Maven Central asks of an artifact before it takes it, asked of a folder that {@code mvn deploy} has filled: a POM that
 * tells whose it is, sources and Javadoc beside a jar, and for each file two checksums and a signature.
 */
final class CentralRules {
    private static final Map<String, String> CHECKSUMS = Map.of("md5", "MD5", "sha1", "SHA-1");
    private static final Pattern OURS = Pattern.compile("wroom4j-[a-z0-9-]+");

    private final Path repository;
    private final BiPredicate<Path, Path> signed;
    private final List<String> complaints = new ArrayList<>();

    /**
     * Rules for a repository.
     *
     * @param signed whether a signature, the second, is one of the first file
     */
    CentralRules(Path repository, BiPredicate<Path, Path> signed) {
        this.repository = repository;
        this.signed = signed;
    }

    /** What Central would refuse, a line each; empty where it would take all of it. */
    List<String> broken() throws IOException {
        List<Path> poms = files(repository, "pom");
        if (poms.isEmpty()) {
            complaints.add("there is no artifact");
        }
        for (Path pom : poms) {
            artifact(pom);
        }
        return complaints;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith("." + ending))
                    .sorted()
                    .toList();
        }
    }

    private void artifact(Path pom) throws IOException {
        Document tree = parse(pom);
        String name = pom.getFileName().toString().replaceFirst("\\.pom$", "");
        Element project = tree.getDocumentElement();
        Element parent = child(project, "parent");
        Element described = parent == null ? project : parse(parentOf(parent)).getDocumentElement();
        if (textOf(project, "version", parent).endsWith("-SNAPSHOT")) {
            complaints.add(name + ": a SNAPSHOT is no release");
        }
        for (String field : List.of("name", "description")) {
            if (child(project, field) == null) {
                complaints.add(name + ": no " + field);
            }
        }
        for (String path :
                List.of("url", "licenses/license/url", "developers/developer/name", "scm/connection", "scm/url")) {
            if (isMissing(project, path) && isMissing(described, path)) {
                complaints.add(name + ": no " + path);
            }
        }
        if (!"pom".equals(textOf(project, "packaging", null))) {
            for (String beside : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
                if (!Files.exists(pom.resolveSibling(name + beside))) {
                    complaints.add(name + ": no " + name + beside);
                }
            }
        }
        try (Stream<Path> files = Files.list(pom.getParent())) {
            for (Path file : files.filter(file -> file.toString().matches(".*\\.(pom|jar)"))
                    .sorted()
                    .toList()) {
                sealed(file);
            }
        }
    }

    private Path parentOf(Element parent) {
        String artifact = textOf(parent, "artifactId", null);
        String version = textOf(parent, "version", null);
        if (!OURS.matcher(artifact).matches()) {
            throw new IllegalArgumentException(artifact + " is no parent of ours");
        }
        return repository
                .resolve(textOf(parent, "groupId", null).replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".pom");
    }

    private void sealed(Path file) throws IOException {
        for (var checksum : CHECKSUMS.entrySet()) {
            Path told = file.resolveSibling(file.getFileName() + "." + checksum.getKey());
            if (!Files.exists(told) || !Files.readString(told).strip().equals(digest(file, checksum.getValue()))) {
                complaints.add(file.getFileName() + ": no " + checksum.getKey() + ", or not its own");
            }
        }
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        if (!Files.exists(signature) || !signed.test(file, signature)) {
            complaints.add(file.getFileName() + ": no signature, or not of it");
        }
    }

    /** As the files beside an artifact write it. */
    static String digest(Path file, String algorithm) throws IOException {
        try {
            byte[] sum = MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file));
            return String.format("%0" + 2 * sum.length + "x", new BigInteger(1, sum));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static Document parse(Path pom) throws IOException {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(pom.toFile());
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(pom + " cannot be read", e);
        }
    }

    private static boolean isMissing(Element from, String path) {
        Element at = from;
        for (String step : path.split("/")) {
            at = at == null ? null : child(at, step);
        }
        return at == null || at.getTextContent().isBlank();
    }

    private static Element child(Element of, String name) {
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                return element;
            }
        }
        return null;
    }

    /** A field's text, or that of the parent; empty where neither has it. */
    private static String textOf(Element project, String field, Element parent) {
        Element own = child(project, field);
        if (own != null) {
            return own.getTextContent().strip();
        }
        return parent == null ? "" : textOf(parent, field, null);
    }
}
