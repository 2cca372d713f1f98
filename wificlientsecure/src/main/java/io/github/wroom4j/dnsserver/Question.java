package io.github.wroom4j.dnsserver;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What was asked: the first question of a query (RFC 1035 §4.1).
 *
 * @param name in lower case, labels joined by dots
 * @param type 1 is A
 * @param kind 1 is IN
 * @param end the index behind it in the query
 */
record Question(String name, int type, int kind, int end) {
    private static final int HEADER = 12;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;

    /** The question of a query; empty if it is none. A query has no names before its first, so a pointer is none either. */
    static Optional<Question> of(byte[] query) {
        if (query.length < HEADER || word(query, 4) != 1) {
            return Optional.empty();
        }
        var name = new StringBuilder();
        int at = HEADER;
        while (at < query.length && query[at] != 0) {
            int length = query[at] & 0xFF;
            if (length > LONGEST_LABEL || at + 1 + length >= query.length || name.length() > LONGEST_NAME) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(
                            Arrays.copyOfRange(query, at + 1, at + 1 + length), StandardCharsets.ISO_8859_1));
            at += 1 + length;
        }
        if (at + 5 > query.length || name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return Optional.of(new Question(
                name.toString().toLowerCase(Locale.ROOT), word(query, at + 1), word(query, at + 3), at + 5));
    }

    static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }
}
