package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.doctor.Probe;
import io.github.wroom4j.doctor.Verdict;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tlswire.FirmwareHello.Basis;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A diagnosis as one HTML file that stands alone: for someone who never saw TLS, on a phone too, offline; in English or
 * Japanese.
 */
public final class HtmlPage {
    private static final List<String> GLOSSARY = List.of("tls", "hello", "suite", "certificate", "alert");

    private final Diagnosis diagnosis;
    private final Locale language;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(Diagnosis diagnosis, Locale language) {
        this.diagnosis = diagnosis;
        this.language = language;
    }

    /** The page in English. */
    public static String of(Diagnosis diagnosis) {
        return of(diagnosis, Locale.ENGLISH);
    }

    /** The page in that language; English where the doctor does not know it ({@link Text#LANGUAGES}). */
    public static String of(Diagnosis diagnosis, Locale language) {
        var page = new HtmlPage(diagnosis, language);
        page.head();
        page.verdicts();
        page.advice();
        page.drawings();
        if (diagnosis.evidence().anyAnswerOfTls()) {
            page.comparison();
        }
        page.certificates();
        page.glossary();
        page.foot();
        return page.out.toString();
    }

    private String say(String key, Object... particulars) {
        return Text.of("page." + key, particulars).in(language);
    }

    private void head() {
        boolean japanese = language.getLanguage().equals(Locale.JAPANESE.getLanguage());
        out.append("<!doctype html>\n<html lang=\"")
                .append(japanese ? "ja" : "en")
                .append("\">\n<head>\n");
        out.append("<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
        out.append(Html.escape(say("title", diagnosis.peer()))).append("</title>\n<style>\n");
        out.append(style()).append("</style>\n</head>\n<body>\n<main>\n");
        out.append("<p class=\"peer\">").append(Html.escape(say("title", diagnosis.peer())));
        out.append("</p>\n<h1 class=\"")
                .append(diagnosis.works() ? "good" : "bad")
                .append("\">");
        out.append(Html.escape(headline())).append("</h1>\n");
        out.append("<p class=\"").append(diagnosis.onMock() ? "mock" : "small").append("\">");
        out.append(Html.escape(diagnosis.examinedThrough(language))).append("</p>\n");
    }

    /** The answer to "does it work?"; the cards below it have the reasons. */
    private String headline() {
        var module = diagnosis.module();
        if (!diagnosis.works()) {
            return say("none-works");
        }
        return say((module.works() ? "both-work" : "jvm-works") + (module.certain() ? "" : ".probably"));
    }

    private static String style() {
        try (var in = HtmlPage.class.getResourceAsStream("page.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page's style cannot be read from the jar", e);
        }
    }

    private void verdicts() {
        out.append("<section class=\"verdicts\">\n");
        card("on-the-jvm", diagnosis.host());
        card("in-the-module", diagnosis.module());
        out.append("</section>\n");
        var hello = diagnosis.evidence().firmwareHello();
        String basis = Text.of(hello.basis() == Basis.MEASURED ? "table.measured" : "table.assumed")
                .in(language);
        out.append("<p class=\"small\">").append(Html.escape(say("hello-basis", basis, Wording.source(hello))));
        out.append("</p>\n");
    }

    private void card(String key, Verdict verdict) {
        String css = verdict.works() ? "good" : "bad";
        out.append("<div class=\"card ").append(css).append("\"><h2><span class=\"mark\">");
        out.append(verdict.works() ? "✓" : "✗").append("</span> ").append(Html.escape(say(key)));
        out.append("</h2><p class=\"small\">").append(Html.escape(say(key + ".what")));
        out.append("</p><p>")
                .append(Html.withSuites(verdict.sentence(language)))
                .append("</p></div>\n");
    }

    private void advice() {
        var advice = diagnosis.advice(language);
        if (advice.isEmpty()) {
            return;
        }
        heading("what-to-do");
        advice.forEach(a ->
                out.append("<pre class=\"todo\">").append(Html.withSuites(a)).append("</pre>\n"));
    }

    private void drawings() {
        heading("what-was-said");
        paragraph(say("each-drawing"));
        for (var probe : diagnosis.evidence().probes()) {
            probe.recording()
                    .ifPresent(r -> drawing(
                            say("asked-with", probe.name().words(language)),
                            r,
                            say("the-module"),
                            probe.name() == Probe.Name.FIRMWARE));
        }
        diagnosis
                .evidence()
                .host()
                .flatMap(h -> h.recording())
                .ifPresent(r -> drawing(say("real-handshake"), r, say("this-jvm"), true));
    }

    private void drawing(String title, LinkRecording recording, String us, boolean open) {
        out.append("<details").append(open ? " open" : "").append("><summary>").append(Html.escape(title));
        out.append("</summary>\n");
        out.append(HandshakeDrawing.of(recording, us, diagnosis.peer().toString(), language)
                .svg());
        out.append("\n</details>\n");
    }

    private void comparison() {
        heading("comparison");
        var columns = List.of(say("module-offers"), say("server-accepts"), say("jvm-offers"));
        out.append("<table>\n<thead><tr><th></th>");
        columns.forEach(c -> out.append("<th>").append(Html.escape(c)).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (var row : diagnosis.comparison(language)) {
            out.append("<tr><th>").append(Html.escape(row.what())).append("</th>");
            cell(columns.get(0), row.module());
            cell(columns.get(1), row.server());
            cell(columns.get(2), row.jvm());
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table>\n");
    }

    private void cell(String of, String text) {
        out.append("<td data-of=\"").append(Html.escape(of)).append("\">");
        out.append(Html.withSuites(text)).append("</td>");
    }

    private void certificates() {
        if (diagnosis.certificates().isEmpty()) {
            return;
        }
        heading("certificates");
        out.append("<pre>");
        CertificateInfo.tree(diagnosis.certificates(), language)
                .forEach(l -> out.append(Html.escape(l)).append('\n'));
        out.append("</pre>\n");
        var leaf = diagnosis.certificates().get(0);
        leaf.warning(diagnosis.evidence().time(), language).ifPresent(w -> paragraph(say("beware", w)));
        out.append("<details><summary>").append(Html.escape(say("lines"))).append("</summary>\n<pre>");
        leaf.pinWarning(diagnosis.evidence().time())
                .ifPresent(w ->
                        out.append("// ").append(Html.escape(w.in(language))).append('\n'));
        out.append(Html.escape(leaf.fingerprintLine())).append("</pre>\n<pre>");
        out.append(Html.escape(leaf.knownKeyLines())).append("</pre>\n<pre>");
        var top = diagnosis.certificates().get(diagnosis.certificates().size() - 1);
        out.append(Html.escape(top.trustAnchorLines())).append("</pre>\n</details>\n");
    }

    private void glossary() {
        heading("new-to-you");
        out.append("<dl>\n");
        for (var word : GLOSSARY) {
            out.append("<dt>").append(Html.escape(say(word))).append("</dt><dd>");
            out.append(Html.escape(say(word + ".is"))).append("</dd>\n");
        }
        out.append("</dl>\n");
    }

    private void foot() {
        var e = diagnosis.evidence();
        out.append("<footer>").append(Html.escape(say("foot", e.time())));
        out.append("</footer>\n</main>\n</body>\n</html>\n");
    }

    private void heading(String key) {
        out.append("<h2>").append(Html.escape(say(key))).append("</h2>\n");
    }

    private void paragraph(String text) {
        out.append("<p>").append(Html.escape(text)).append("</p>\n");
    }
}
