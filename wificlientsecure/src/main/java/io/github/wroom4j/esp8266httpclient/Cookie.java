package io.github.wroom4j.esp8266httpclient;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A cookie as RFC 6265bis reads it.
 *
 * @param name before the first {@code =}; may be empty
 * @param value behind it, as it came
 * @param host the host that sent it, in lower case
 * @param hostOnly whether hosts below that one do not get it
 * @param path where it begins to hold
 * @param secure whether only https gets it
 * @param expires when it ends; empty for the end of the program
 * @param fromSecure whether it came over https
 */
record Cookie(
        String name,
        String value,
        String host,
        boolean hostOnly,
        String path,
        boolean secure,
        Optional<Instant> expires,
        boolean fromSecure) {
    private static final int MOST_PAIR = 4096;
    private static final int MOST_ATTRIBUTE = 1024;
    private static final Duration LONGEST_LIFE = Duration.ofDays(400);
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    /** As servers write it, from the oldest form to the one of today. */
    private static final List<DateTimeFormatter> DATES = List.of(
            date("EEE, d MMM yyyy HH:mm:ss"), date("EEE, d-MMM-yyyy HH:mm:ss"), date("EEE MMM d HH:mm:ss yyyy"));

    /** What became of a {@code Set-Cookie}. */
    sealed interface Reading {
        record Taken(Cookie cookie) implements Reading {}

        record Refused(String why) implements Reading {}
    }

    private static DateTimeFormatter date(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .optionalStart()
                .appendLiteral(" GMT")
                .toFormatter(Locale.ENGLISH);
    }

    static Reading read(String line, HttpUrl from, Instant now) {
        if (line.chars().anyMatch(c -> c < 32 && c != '\t' || c == 127)) {
            return new Reading.Refused("it holds a control byte");
        }
        String[] parts = line.split(";");
        String pair = parts.length == 0 ? "" : parts[0];
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals).strip();
        String value = pair.substring(equals + 1).strip();
        if (name.isEmpty() && value.isEmpty()) {
            return new Reading.Refused("it has neither name nor value");
        }
        if (name.length() + value.length() > MOST_PAIR) {
            return new Reading.Refused("it is longer than " + MOST_PAIR + " bytes");
        }
        String host = from.host().toLowerCase(Locale.ROOT);
        String domain = "";
        String path = defaultPath(from);
        boolean pathGiven = false;
        boolean secure = false;
        Optional<Instant> expires = Optional.empty();
        Optional<Instant> ends = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            int at = parts[i].indexOf('=');
            String key = (at < 0 ? parts[i] : parts[i].substring(0, at)).strip().toLowerCase(Locale.ROOT);
            String text = at < 0 ? "" : parts[i].substring(at + 1).strip();
            if (text.length() > MOST_ATTRIBUTE) {
                continue;
            }
            switch (key) {
                case "domain" -> domain = text.replaceFirst("^\\.", "").toLowerCase(Locale.ROOT);
                case "path" -> {
                    pathGiven = text.startsWith("/");
                    path = pathGiven ? text : defaultPath(from);
                }
                case "secure" -> secure = true;
                case "expires" -> expires = instant(text);
                case "max-age" -> ends = seconds(text, now);
                default -> {
                    // HttpOnly, SameSite: there is neither script nor foreign page here.
                }
            }
        }
        boolean hostOnly = domain.isEmpty() || ADDRESS.matcher(host).matches();
        if (!domain.isEmpty() && !domain.equals(host)) {
            return new Reading.Refused("its Domain \"" + ResponseHead.printable(domain) + "\" is not the host itself");
        }
        if (secure && !from.secure()) {
            return new Reading.Refused("Secure cannot be set over http");
        }
        String prefix = name.isEmpty() ? value.toLowerCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
        if (prefix.startsWith("__secure-") && !secure) {
            return new Reading.Refused("__Secure- without Secure");
        }
        if (prefix.startsWith("__host-") && !(secure && domain.isEmpty() && pathGiven && path.equals("/"))) {
            return new Reading.Refused("__Host- needs Secure, Path=/ and no Domain");
        }
        if (name.isEmpty() && (prefix.startsWith("__secure-") || prefix.startsWith("__host-"))) {
            return new Reading.Refused("a value that looks like a name with a prefix");
        }
        Optional<Instant> longest = ends.isPresent() ? ends : expires;
        Instant limit = now.plus(LONGEST_LIFE);
        Optional<Instant> end = longest.map(when -> when.isAfter(limit) ? limit : when);
        return new Reading.Taken(new Cookie(name, value, host, hostOnly, path, secure, end, from.secure()));
    }

    private static Optional<Instant> seconds(String text, Instant now) {
        if (!text.matches("-?\\d+")) {
            return Optional.empty();
        }
        boolean ended = text.startsWith("-") || text.matches("0+");
        long seconds = text.length() > 12 ? LONGEST_LIFE.toSeconds() : Long.parseLong(text);
        return Optional.of(ended ? Instant.MIN : now.plusSeconds(Math.min(seconds, LONGEST_LIFE.toSeconds())));
    }

    private static Optional<Instant> instant(String text) {
        for (DateTimeFormatter form : DATES) {
            try {
                return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException otherForm) {
                // The next one is tried; a date that no form fits is ignored, as the RFC says.
            }
        }
        return Optional.empty();
    }

    /** RFC 6265bis §5.1.4: the path of the URL up to its last slash. */
    private static String defaultPath(HttpUrl url) {
        String path = url.path().split("\\?", 2)[0];
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    boolean expired(Instant now) {
        return expires.isPresent() && !expires.get().isAfter(now);
    }

    boolean replaces(Cookie old) {
        return name.equals(old.name) && host.equals(old.host) && path.equals(old.path) && hostOnly == old.hostOnly;
    }

    boolean goesTo(HttpUrl to) {
        String asked = to.host().toLowerCase(Locale.ROOT);
        boolean here = asked.equals(host) || !hostOnly && asked.endsWith("." + host);
        return here && (!secure || to.secure()) && pathMatches(to.pathOrRoot().split("\\?", 2)[0], path);
    }

    /** RFC 6265bis §5.1.4: equal, or below it with the border at a slash. */
    static boolean pathMatches(String asked, String path) {
        return asked.equals(path)
                || asked.startsWith(path) && (path.endsWith("/") || asked.charAt(path.length()) == '/');
    }

    /** As it stands in the request. */
    String pair() {
        return name.isEmpty() ? value : name + "=" + value;
    }
}
