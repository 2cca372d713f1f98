package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.doctor.Verdict;
import io.github.wroom4j.words.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A diagnosis for a terminal: the two verdicts first, then who examined, the comparison, and what to do. */
public final class TextPage {
    /** Columns of the comparison are at least this wide; the longest word, the name of a suite, makes them wider. */
    private static final int COLUMN = 26;

    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private final StringBuilder out = new StringBuilder();
    private final Diagnosis diagnosis;
    private final boolean colours;

    private TextPage(Diagnosis diagnosis, boolean colours) {
        this.diagnosis = diagnosis;
        this.colours = colours;
    }

    /** The page, lines ended by a line feed, without colours. */
    public static String of(Diagnosis diagnosis) {
        return of(diagnosis, false, false);
    }

    /**
     * The page, lines ended by a line feed.
     *
     * @param verbose with the conversation of every link
     * @param colours with the verdicts in green or red, for a terminal; apart from that no control character is in it
     */
    public static String of(Diagnosis diagnosis, boolean verbose, boolean colours) {
        var page = new TextPage(diagnosis, colours);
        page.verdicts();
        if (diagnosis.evidence().anyAnswerOfTls()) {
            page.comparison();
        }
        page.certificates();
        page.advice();
        if (verbose) {
            page.conversations();
        }
        return page.out.toString();
    }

    private void verdicts() {
        verdict(diagnosis.host());
        verdict(diagnosis.module());
        line("");
        line(diagnosis.examinedThrough(Locale.ENGLISH));
        var e = diagnosis.evidence();
        line("The module's hello is " + e.firmwareHello().basis().name().toLowerCase(Locale.ROOT) + ": "
                + e.firmwareHello().source() + ".");
        e.reported().ifPresent(f -> line("What was reported: " + f.getMessage()));
    }

    private void verdict(Verdict verdict) {
        if (colours) {
            out.append(verdict.works() ? GREEN : RED);
        }
        out.append(Printable.of(verdict.sentence()));
        out.append(colours ? PLAIN : "").append('\n');
    }

    private void certificates() {
        if (diagnosis.certificates().isEmpty()) {
            return;
        }
        heading("Certificates");
        CertificateInfo.tree(diagnosis.certificates()).forEach(l -> line("  " + l));
        for (var c : diagnosis.certificates()) {
            c.warning(diagnosis.evidence().time()).ifPresent(w -> line("  ! " + c.subject() + ": " + w));
        }
    }

    private void advice() {
        if (!diagnosis.advice().isEmpty()) {
            heading("What to do");
            diagnosis.advice().forEach(a -> line("  " + a));
        }
    }

    private void conversations() {
        for (var probe : diagnosis.evidence().probes()) {
            heading("Asked with " + probe.name().words() + ": " + probe.ending());
            probe.recording()
                    .ifPresent(r ->
                            HandshakeDrawing.of(r, "module", "server").lines().forEach(l -> line("  " + l)));
        }
        diagnosis.evidence().host().flatMap(h -> h.recording()).ifPresent(r -> {
            heading("The handshake on the JVM");
            HandshakeDrawing.of(r, "JVM", "server").lines().forEach(l -> line("  " + l));
        });
    }

    private void comparison() {
        line("");
        var rows = new ArrayList<Diagnosis.Row>();
        rows.add(new Diagnosis.Row("", "module offers", "server accepts", "JVM offers"));
        rows.addAll(diagnosis.comparison());
        int[] widths = {
            width(rows.stream().map(Diagnosis.Row::module)),
            width(rows.stream().map(Diagnosis.Row::server)),
            width(rows.stream().map(Diagnosis.Row::jvm))
        };
        for (var row : rows) {
            var cells =
                    List.of(wrap(row.module(), widths[0]), wrap(row.server(), widths[1]), wrap(row.jvm(), widths[2]));
            int height = cells.stream().mapToInt(List::size).max().orElse(1);
            for (int i = 0; i < height; i++) {
                var line = new StringBuilder(String.format("  %-19s", i == 0 ? row.what() : ""));
                for (int column = 0; column < widths.length; column++) {
                    var cell = cells.get(column);
                    line.append(String.format("%-" + (widths[column] + 2) + "s", i < cell.size() ? cell.get(i) : ""));
                }
                line(line.toString().stripTrailing());
            }
        }
    }

    /** Wide enough for every word of a column: the name of a suite is one word, and half of it is none. */
    private static int width(Stream<String> cells) {
        return cells.flatMap(c -> Stream.of(Printable.of(c).split(" ")))
                .mapToInt(String::length)
                .reduce(COLUMN, Math::max);
    }

    private static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : Printable.of(text).split(" ")) {
            if (line.length() + word.length() + 1 > width && !line.isEmpty()) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private void heading(String text) {
        line("");
        line(text);
    }

    /** What a server says must not move the cursor of a terminal. */
    private void line(String text) {
        out.append(Printable.of(text)).append('\n');
    }
}
