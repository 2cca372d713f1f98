package io.github.wroom4j.esp8266webserver;

import java.util.regex.Pattern;

/** A regular expression for the whole path; its groups are told by {@code pathArg} (WB-3). */
public final class UriRegex extends Uri {
    public UriRegex(String expression) {
        super(expression, Pattern.compile(expression));
    }

    UriRegex(Pattern expression) {
        super(expression.pattern(), expression);
    }
}
