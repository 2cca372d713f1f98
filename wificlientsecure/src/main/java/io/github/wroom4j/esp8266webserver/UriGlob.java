package io.github.wroom4j.esp8266webserver;

import java.util.regex.Pattern;

/** {@code /files/*}: a star is anything, slashes too (WB-3). */
public final class UriGlob extends Uri {
    public UriGlob(String path) {
        super(given(path), Pattern.compile(regex(given(path), "*", ".*")));
    }
}
