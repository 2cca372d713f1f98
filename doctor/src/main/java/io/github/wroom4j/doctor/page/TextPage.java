package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.doctor.Diagnosis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A diagnosis for a terminal: the verdict first, then the comparison, then what to do. */
public final class TextPage {
    private static final int COLUMN = 30;

    private TextPage() {}

    /** The page, lines ended by a line feed. */
    public static String of(Diagnosis diagnosis) {
        return of(diagnosis, false);
    }

    /** The page, with the conversation of every link when {@code verbose}. */
    public static String of(Diagnosis diagnosis, boolean verbose) {
        var out = new StringBuilder();
        line(out, printable(diagnosis.headline()));
        line(out, "");
        line(
                out,
                "  TLS on the JVM      "
                        + printable(
                                mark(diagnosis.host().works(), diagnosis.host().sentence())));
        line(
                out,
                "  TLS in the module   "
                        + printable(mark(
                                diagnosis.module().works(), diagnosis.module().sentence())));
        var e = diagnosis.evidence();
        line(
                out,
                "  the module's hello  " + e.firmwareHello().basis().name().toLowerCase(Locale.ROOT) + ": "
                        + e.firmwareHello().source());
        e.reported().ifPresent(f -> line(out, "  what was reported   " + printable(String.valueOf(f.getMessage()))));
        line(out, "");
        table(out, diagnosis.comparison());
        if (!diagnosis.certificates().isEmpty()) {
            line(out, "");
            line(out, "Certificates");
            CertificateInfo.tree(diagnosis.certificates()).forEach(l -> line(out, "  " + printable(l)));
            for (int i = 0; i < diagnosis.certificates().size(); i++) {
                var c = diagnosis.certificates().get(i);
                c.warning(e.time(), i == 0).ifPresent(w -> line(out, "  ! " + printable(c.subject() + ": " + w)));
            }
        }
        if (!diagnosis.advice().isEmpty()) {
            line(out, "");
            line(out, "What to do");
            diagnosis.advice().forEach(a -> line(out, "  " + printable(a)));
        }
        if (verbose) {
            conversations(out, diagnosis);
        }
        return out.toString();
    }

    private static String mark(boolean works, String sentence) {
        return (works ? "yes  " : "no   ") + sentence;
    }

    private static void conversations(StringBuilder out, Diagnosis diagnosis) {
        for (var probe : diagnosis.evidence().probes()) {
            line(out, "");
            line(out, "Asked with " + probe.name().words() + ": " + probe.ending());
            probe.recording()
                    .ifPresent(r -> HandshakeDrawing.of(r, "module", "server")
                            .lines()
                            .forEach(l -> line(out, "  " + printable(l))));
        }
        diagnosis.evidence().host().flatMap(h -> h.recording()).ifPresent(r -> {
            line(out, "");
            line(out, "The handshake on the JVM");
            HandshakeDrawing.of(r, "JVM", "server").lines().forEach(l -> line(out, "  " + printable(l)));
        });
    }

    private static void table(StringBuilder out, List<Diagnosis.Row> rows) {
        var all = new ArrayList<Diagnosis.Row>();
        all.add(new Diagnosis.Row("", "module offers", "server accepts", "JVM offers"));
        all.addAll(rows);
        for (var row : all) {
            var cells = List.of(wrap(row.module()), wrap(row.server()), wrap(row.jvm()));
            int height = cells.stream().mapToInt(List::size).max().orElse(1);
            for (int i = 0; i < height; i++) {
                var line = new StringBuilder(String.format("  %-19s", i == 0 ? row.what() : ""));
                for (var cell : cells) {
                    line.append(String.format("%-" + (COLUMN + 2) + "s", i < cell.size() ? cell.get(i) : ""));
                }
                line(out, printable(line.toString().stripTrailing()));
            }
        }
    }

    private static List<String> wrap(String text) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split(" ")) {
            if (line.length() + word.length() + 1 > COLUMN && !line.isEmpty()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
            while (line.length() > COLUMN) { // the name of a suite: broken at an underscore
                int cut = Math.max(line.lastIndexOf("_", COLUMN - 1) + 1, 1);
                lines.add(line.substring(0, cut));
                line.delete(0, cut);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** What a server says must not move the cursor of a terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\u0080-\u009f]", ".");
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append('\n');
    }
}
