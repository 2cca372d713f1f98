package io.github.wroom4j.bench.passport;

import io.github.wroom4j.bench.passport.Passport.Check;
import io.github.wroom4j.bench.passport.Passport.Fact;
import io.github.wroom4j.bench.passport.Passport.Outcome;
import io.github.wroom4j.words.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A passport as Markdown for people, JSON for programs and JUnit XML for continuous integration. */
public final class PassportPages {
    private PassportPages() {}

    /**
     * Writes {@code passport-BENCH.md}, {@code passport-BENCH.json} and {@code TEST-conformance-BENCH.xml}.
     *
     * @param directory made if absent
     * @return the files, in that order
     */
    public static List<Path> write(Passport passport, Path directory) throws IOException {
        Files.createDirectories(directory);
        String id = passport.bench().replaceAll("[^A-Za-z0-9._-]", "_");
        Path markdown = directory.resolve("passport-" + id + ".md");
        Path json = directory.resolve("passport-" + id + ".json");
        Path xml = directory.resolve("TEST-conformance-" + id + ".xml");
        Files.writeString(markdown, markdown(passport), StandardCharsets.UTF_8);
        Files.writeString(json, json(passport), StandardCharsets.UTF_8);
        Files.writeString(xml, junitXml(passport), StandardCharsets.UTF_8);
        return List.of(markdown, json, xml);
    }

    /** The page for people. */
    public static String markdown(Passport p) {
        var out = new StringBuilder("# Module passport: " + cell(p.bench()) + "\n\n");
        out.append("`").append(p.address().replace('`', '\'')).append("`, ").append(p.at());
        out.append(", seed ").append(p.seed()).append("\n\n");
        p.firmware().forEach(line -> out.append("    ").append(visible(line)).append('\n'));
        out.append(p.firmware().isEmpty() ? "It never named its firmware.\n" : "");
        out.append("\nDriven as ")
                .append(p.dialect().isEmpty() ? "(nothing)" : p.dialect())
                .append(".\n");

        out.append("\n## Checks\n\n| check | result | seen | ms |\n|---|---|---|---|\n");
        for (Check check : p.checks()) {
            row(
                    out,
                    check.name(),
                    word(check.outcome()),
                    check.detail(),
                    check.took().toMillis());
        }
        out.append("\n## Faults met\n\n");
        if (p.faults().isEmpty()) {
            out.append("None of the catalogue.\n");
        } else {
            out.append("| name | seen |\n|---|---|\n");
            p.faults().forEach(fault -> row(out, fault.name(), fault.evidence()));
        }
        out.append("\n## Measured\n\n| fact | value | answers |\n|---|---|---|\n");
        for (Fact fact : p.facts()) {
            row(out, fact.name(), (fact.value() + " " + fact.unit()).strip(), fact.question());
        }
        out.append("\n## Differences to the mock\n\n");
        if (p.mock().isEmpty()) {
            out.append("Not compared: no mock of this firmware is on the class path.\n");
        } else if (p.differences().isEmpty()) {
            out.append("None to `").append(p.mock().get()).append("`.\n");
        } else {
            out.append("Compared with `").append(p.mock().get()).append("`.\n\n");
            out.append("| fact | this module | the mock |\n|---|---|---|\n");
            p.differences().forEach(each -> row(out, each.name(), each.module(), each.mock()));
        }
        return out.toString();
    }

    private static void row(StringBuilder out, Object... cells) {
        out.append('|');
        for (Object cell : cells) {
            out.append(' ').append(cell(cell.toString())).append(" |");
        }
        out.append('\n');
    }

    /** Text that a module chose must not end a cell or a line. */
    private static String cell(String text) {
        return visible(text).replace("|", "\\|").replace("<", "&lt;");
    }

    private static String visible(String text) {
        var out = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\r' -> out.append("\\r");
                case '\n' -> out.append("\\n");
                default ->
                    out.append(
                            c < ' ' || c == 0x7f ? String.format(Locale.ROOT, "\\x%02x", c) : String.valueOf((char) c));
            }
        });
        return out.toString();
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** The page for programs; its keys are the passport's words. */
    public static String json(Passport p) {
        return Json.indented(asMap(p)) + "\n";
    }

    /** The passport as maps, lists, texts and numbers, for whoever writes several into one document. */
    public static Map<String, Object> asMap(Passport p) {
        var map = new LinkedHashMap<String, Object>();
        map.put("bench", p.bench());
        map.put("address", p.address());
        map.put("at", p.at().toString());
        map.put("seed", p.seed());
        map.put("firmware", p.firmware());
        map.put("dialect", p.dialect());
        map.put("passed", p.passed());
        map.put(
                "checks",
                p.checks().stream()
                        .map(c -> map(
                                "name", c.name(),
                                "outcome", word(c.outcome()),
                                "detail", c.detail(),
                                "milliseconds", c.took().toMillis()))
                        .toList());
        map.put(
                "faults",
                p.faults().stream()
                        .map(f -> map("name", f.name(), "evidence", f.evidence()))
                        .toList());
        map.put(
                "facts",
                p.facts().stream()
                        .map(f -> map("name", f.name(), "value", f.value(), "unit", f.unit(), "answers", f.question()))
                        .toList());
        map.put("mock", p.mock());
        map.put(
                "differences",
                p.differences().stream()
                        .map(d -> map("name", d.name(), "module", d.module(), "mock", d.mock()))
                        .toList());
        return map;
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /** The checks as the JUnit XML that continuous integration reads. */
    public static String junitXml(Passport p) {
        long failed = p.checks().stream()
                .filter(check -> check.outcome() == Outcome.FAILED)
                .count();
        long skipped = p.checks().stream()
                .filter(check -> check.outcome() == Outcome.SKIPPED)
                .count();
        long nanos =
                p.checks().stream().mapToLong(check -> check.took().toNanos()).sum();
        var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.append(String.format(
                Locale.ROOT,
                "<testsuite name=\"conformance %s\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%.3f\">%n",
                xml(p.bench()),
                p.checks().size(),
                failed,
                skipped,
                nanos / 1e9));
        out.append("  <properties>\n");
        property(out, "address", p.address());
        property(out, "firmware", String.join("; ", p.firmware()));
        property(out, "seed", Long.toString(p.seed()));
        p.facts().forEach(fact -> property(out, fact.name(), (fact.value() + " " + fact.unit()).strip()));
        p.faults().forEach(fault -> property(out, "fault " + fault.name(), fault.evidence()));
        out.append("  </properties>\n");
        for (Check check : p.checks()) {
            out.append(String.format(
                    Locale.ROOT,
                    "  <testcase classname=\"conformance.%s\" name=\"%s\" time=\"%.3f\">",
                    xml(p.bench()),
                    xml(check.name()),
                    check.took().toNanos() / 1e9));
            out.append(
                    switch (check.outcome()) {
                        case PASSED -> "<system-out>" + xml(check.detail()) + "</system-out>";
                        case FAILED -> "<failure message=\"" + xml(check.detail()) + "\"/>";
                        case SKIPPED -> "<skipped message=\"" + xml(check.detail()) + "\"/>";
                    });
            out.append("</testcase>\n");
        }
        return out.append("</testsuite>\n").toString();
    }

    private static void property(StringBuilder out, String name, String value) {
        out.append("    <property name=\"").append(xml(name)).append("\" value=\"");
        out.append(xml(value)).append("\"/>\n");
    }

    /** XML 1.0 has no place for most control characters, not even escaped. */
    private static String xml(String text) {
        return visible(text)
                .chars()
                .mapToObj(c -> switch (c) {
                    case '&' -> "&amp;";
                    case '<' -> "&lt;";
                    case '>' -> "&gt;";
                    case '"' -> "&quot;";
                    default -> c >= 0xfffe ? "?" : String.valueOf((char) c);
                })
                .collect(Collectors.joining());
    }
}
