package io.github.wroom4j.architecture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A source file as its comments; every character stays where it was, so that a place in one is a place in the other. */
final class SourceText {
    /** A line's end within a comment, and how the next line of it begins. */
    private static final Pattern WITHIN_COMMENT = Pattern.compile("\\n[ \\t]*(?:\\*(?!/)|//|#)?");

    /** Comments, and what looks like one but is text. */
    private static final Pattern JAVA = Pattern.compile(
            "(?s)\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])*+'|(//[^\\n]*|/\\*.*?\\*/)");

    private static final Pattern LINES = Pattern.compile("(?m)(^\\s*#[^\\n]*)");

    private SourceText() {}

    /** A character of what is no comment: nothing cited goes on across it. */
    private static final String CODE = "\0";

    /** The comments alone. A page has no comments: it is one. */
    static String comments(String file, String text) {
        if (file.endsWith(".md")) {
            return text;
        }
        var result = new StringBuilder(text.replaceAll("\\S", CODE));
        Matcher found = (file.endsWith(".java") ? JAVA : LINES).matcher(text);
        while (found.find()) {
            if (found.group(1) != null) {
                result.replace(found.start(1), found.end(1), found.group(1));
            }
        }
        return result.toString();
    }

    /** One line for a comment that goes over several, so that a citation may too. */
    static String joinComments(String text) {
        return WITHIN_COMMENT
                .matcher(text)
                .replaceAll(found -> " ".repeat(found.group().length()));
    }
}
