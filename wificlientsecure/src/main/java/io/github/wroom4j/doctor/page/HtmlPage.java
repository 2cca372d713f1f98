package io.github.wroom4j.doctor.page;

import io.github.wroom4j.doctor.CertificateInfo;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.doctor.Probe;
import io.github.wroom4j.tls.LinkRecording;
import java.util.Locale;

/**
 * A diagnosis as one HTML file that stands alone: for someone who never saw TLS, on a phone too, offline.
 */
public final class HtmlPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; --red: #c62828; --green: #2e7d32; --line: #8886; --soft: #8881; }
            @media (prefers-color-scheme: dark) { :root { --red: #ff8a80; --green: #81c784; } }
            * { box-sizing: border-box; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }
            h1 { font-size: 1.3rem; line-height: 1.35; } body { overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; }
            .good { color: var(--green); } .bad { color: var(--red); }
            .verdicts { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 1rem; }
            .card { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; }
            .card p { margin: .25rem 0; } .card b { font-size: 1.05rem; }
            pre { background: var(--soft); padding: .6rem .8rem; border-radius: .4rem; overflow-x: auto;
                  white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9rem; }
            table { border-collapse: collapse; width: 100%; font-size: .95rem; }
            th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-top: 1px solid var(--line);
                     overflow-wrap: anywhere; }
            dl dt { font-weight: 600; } dl dd { margin: 0 0 .6rem 0; }
            details { border-top: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
            svg { width: 100%; max-width: 36rem; height: auto; display: block; font-family: system-ui, sans-serif; }
            svg text { font-size: 11.5px; fill: currentColor; } svg .who { font-weight: 600; font-size: 12.5px; }
            svg .time { font-size: 10px; opacity: .75; } svg .note { font-style: italic; opacity: .85; }
            svg line { stroke: currentColor; stroke-width: 1.2; } svg line.life { stroke: #8889; stroke-dasharray: 3 3; }
            svg path { fill: currentColor; } svg text.trouble { fill: var(--red); font-weight: 700; }
            svg line.trouble { stroke: var(--red); stroke-width: 2; } svg path.trouble { fill: var(--red); }
            footer { margin-top: 2.5rem; font-size: .85rem; opacity: .8; }
            @media (max-width: 40rem) {
              thead { display: none; } tr { display: block; border-top: 2px solid var(--line); padding: .4rem 0; }
              td, th { display: block; border: 0; padding: .1rem 0; } td::before { content: attr(data-of) ": ";
              opacity: .7; } td:empty { display: none; }
            }
            """;

    private final Diagnosis diagnosis;
    private final StringBuilder out = new StringBuilder();

    private HtmlPage(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** The page. */
    public static String of(Diagnosis diagnosis) {
        var page = new HtmlPage(diagnosis);
        page.head();
        page.verdicts();
        page.advice();
        page.drawings();
        page.comparison();
        page.certificates();
        page.words();
        page.foot();
        return page.out.toString();
    }

    private void head() {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        out.append("<title>TLS to ")
                .append(Html.escape(diagnosis.peer().toString()))
                .append("</title>\n<style>\n");
        out.append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1 class=\"")
                .append(diagnosis.works() ? "good" : "bad");
        out.append("\">").append(Html.escape(diagnosis.headline())).append("</h1>\n");
    }

    private void verdicts() {
        out.append("<section class=\"verdicts\">\n");
        card("TLS on the JVM", diagnosis.host().works(), diagnosis.host().sentence());
        card("TLS in the module", diagnosis.module().works(), diagnosis.module().sentence());
        out.append("</section>\n");
        var hello = diagnosis.evidence().firmwareHello();
        paragraph("What the module says first is " + hello.basis().name().toLowerCase(Locale.ROOT) + ": "
                + hello.source() + ".");
    }

    private void card(String title, boolean good, String sentence) {
        out.append("<div class=\"card\"><p><b class=\"")
                .append(good ? "good" : "bad")
                .append("\">");
        out.append(good ? "✓ " : "✗ ").append(Html.escape(title)).append("</b></p><p>");
        out.append(Html.escape(sentence)).append("</p></div>\n");
    }

    private void advice() {
        if (diagnosis.advice().isEmpty()) {
            return;
        }
        out.append("<h2>What to do</h2>\n");
        diagnosis
                .advice()
                .forEach(a -> out.append("<pre>").append(Html.escape(a)).append("</pre>\n"));
    }

    private void drawings() {
        out.append("<h2>What was said</h2>\n");
        paragraph("Each drawing is one connection: time runs downwards, an arrow is a message, red is a refusal.");
        for (var probe : diagnosis.evidence().probes()) {
            probe.recording()
                    .ifPresent(r -> drawing(
                            "Asked with " + probe.name().words(),
                            r,
                            "the module",
                            probe.name() == Probe.Name.FIRMWARE));
        }
        diagnosis
                .evidence()
                .host()
                .flatMap(h -> h.recording())
                .ifPresent(r -> drawing("The real handshake, TLS on the JVM", r, "this JVM", true));
    }

    private void drawing(String title, LinkRecording recording, String us, boolean open) {
        out.append("<details").append(open ? " open" : "").append("><summary>").append(Html.escape(title));
        out.append("</summary>\n");
        out.append(
                HandshakeDrawing.of(recording, us, diagnosis.peer().toString()).svg());
        out.append("\n</details>\n");
    }

    private void comparison() {
        out.append("<h2>Who offers and accepts what</h2>\n<table>\n<thead><tr><th></th><th>module offers</th>");
        out.append("<th>server accepts</th><th>JVM offers</th></tr></thead>\n<tbody>\n");
        for (var row : diagnosis.comparison()) {
            out.append("<tr><th>").append(Html.escape(row.what())).append("</th>");
            cell("module offers", row.module());
            cell("server accepts", row.server());
            cell("JVM offers", row.jvm());
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table>\n");
    }

    private void cell(String of, String text) {
        out.append("<td data-of=\"")
                .append(of)
                .append("\">")
                .append(Html.escape(text))
                .append("</td>");
    }

    private void certificates() {
        if (diagnosis.certificates().isEmpty()) {
            return;
        }
        out.append("<h2>The server's certificates</h2>\n<pre>");
        CertificateInfo.tree(diagnosis.certificates())
                .forEach(l -> out.append(Html.escape(l)).append('\n'));
        out.append("</pre>\n");
        var leaf = diagnosis.certificates().get(0);
        leaf.warning(diagnosis.evidence().time(), true).ifPresent(w -> paragraph("Beware: " + w + "."));
        out.append("<details><summary>Lines for a sketch</summary>\n<pre>");
        out.append(Html.escape(leaf.fingerprintLine())).append("</pre>\n<pre>");
        out.append(Html.escape(leaf.knownKeyLines())).append("</pre>\n<pre>");
        var top = diagnosis.certificates().get(diagnosis.certificates().size() - 1);
        out.append(Html.escape(top.trustAnchorLines())).append("</pre>\n</details>\n");
    }

    private void words() {
        out.append("""
                <h2>In case TLS is new to you</h2>
                <dl>
                <dt>TLS</dt><dd>turns a plain connection into one that nobody else can read or change, and proves who
                is on the other side. It begins with a handshake.</dd>
                <dt>Hello</dt><dd>the client's first message: which versions and methods it knows. The server chooses,
                or refuses with an alert.</dd>
                <dt>Cipher suite</dt><dd>a set of methods: how keys are agreed on, how data is encrypted and
                guarded.</dd>
                <dt>Certificate</dt><dd>a server's passport: its name and key, signed by an authority. A chain leads
                from it to an authority that the client already trusts.</dd>
                <dt>Alert</dt><dd>a number that says why one side gives up. Many small devices throw it away, and all
                one sees is a closed connection.</dd>
                </dl>
                """);
    }

    private void foot() {
        var firmware = diagnosis.evidence().firmware();
        out.append("<footer>Examined through ")
                .append(Html.escape(firmware.firstLine()))
                .append(" at ");
        out.append(Html.escape(diagnosis.evidence().time().toString()));
        out.append(", by wroom4j doctor.</footer>\n</main>\n</body>\n</html>\n");
    }

    private void paragraph(String text) {
        out.append("<p>").append(Html.escape(text)).append("</p>\n");
    }
}
