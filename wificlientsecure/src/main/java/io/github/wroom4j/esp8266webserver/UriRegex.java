package io.github.wroom4j.esp8266webserver;

import java.util.regex.Pattern;

/** A regular expression for the whole path; its groups are read with {@code pathArg} (WB-3). */
public final class UriRegex extends Uri {
    /**
     * For paths that match; none is the empty one.
     *
     * @throws java.util.regex.PatternSyntaxException if it is not a regular expression
     */
    public UriRegex(String expression) {
        this(Pattern.compile(given(expression)));
    }

    UriRegex(Pattern expression) {
        super(expression.pattern(), expression);
    }
}
