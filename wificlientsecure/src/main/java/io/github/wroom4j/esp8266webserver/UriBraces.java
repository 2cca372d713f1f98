package io.github.wroom4j.esp8266webserver;

import java.util.regex.Pattern;

/** {@code /users/{}/devices/{}}: each pair of braces is one part of the path, read with {@code pathArg} (WB-3). */
public final class UriBraces extends Uri {
    public UriBraces(String path) {
        super(given(path), Pattern.compile(regex(given(path), "{}", "([^/]*)")));
    }
}
