package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.CString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which paths a handler is for (WB-3): exactly one, here; {@link UriBraces}, {@link UriGlob}, {@link UriRegex} are wider. */
public class Uri {
    private final String text;
    private final Pattern pattern;

    /** That path alone. */
    public Uri(String path) {
        this(given(path), Pattern.compile(Pattern.quote(given(path))));
    }

    Uri(String text, Pattern pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    /** No path is the empty one; a path is a C string. */
    static String given(String path) {
        return path == null ? "" : CString.of(path);
    }

    /** What a sketch writes as a string: {@code {}} and {@code *} mean what they mean in the wider classes. */
    static Uri of(String text) {
        String path = given(text);
        return path.contains("{}") ? new UriBraces(path) : path.contains("*") ? new UriGlob(path) : new Uri(path);
    }

    /** The parts that vary, if the path fits. */
    final Optional<List<String>> match(String path) {
        var matcher = pattern.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var groups = new ArrayList<String>();
        for (int i = 1; i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i) == null ? "" : matcher.group(i));
        }
        return Optional.of(groups);
    }

    /** As it was written. */
    @Override
    public final String toString() {
        return text;
    }

    static String regex(String path, String hole, String fits) {
        var regex = new StringBuilder();
        int from = 0;
        for (int at; (at = path.indexOf(hole, from)) >= 0; from = at + hole.length()) {
            regex.append(Pattern.quote(path.substring(from, at))).append(fits);
        }
        return regex.append(Pattern.quote(path.substring(from))).toString();
    }
}
