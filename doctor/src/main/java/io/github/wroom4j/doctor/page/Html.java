package io.github.wroom4j.doctor.page;

import io.github.wroom4j.words.Printable;
import java.util.regex.Pattern;

/** Text that may stand in an HTML page: a server chooses many of the words that a page shows. */
final class Html {
    private static final Pattern SUITE = Pattern.compile("TLS_[A-Za-z0-9_]+");

    private Html() {}

    /** The same, with names of suites marked as words that are not broken at the end of a line. */
    static String withSuites(String text) {
        return SUITE.matcher(escape(text)).replaceAll("<span class=\"suite\">$0</span>");
    }

    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n' -> out.append('\n');
                default -> out.append(Printable.of(Character.toString(c)));
            }
        });
        return out.toString();
    }
}
