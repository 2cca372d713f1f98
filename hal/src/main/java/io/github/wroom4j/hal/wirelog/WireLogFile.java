package io.github.wroom4j.hal.wirelog;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.hal.wirelog.WireLog.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of a wire log. ASCII, one piece a line; a piece without a time belongs to the entry above it:
 *
 * <pre>
 * # wroom4j wire log 1, began 2026-01-01T00:00:00Z
 *      0.000120 &gt;&gt; "AT+CWJAP_CUR=\"Lab\",\"" *8 "\"\r\n"
 *      2.310042 &lt;&lt; "WIFI CONNECTED\r\n"
 *               &lt;&lt; "OK\r\n"
 * </pre>
 *
 * Times are seconds; {@code *8} stands for eight hidden bytes; escapes are {@code \r \n \t \" \\} and {@code \xHH}. Lines
 * that begin with {@code #} are comments. What is read back is what was written, and an editor may change anything.
 */
public final class WireLogFile {
    private static final int PIECE = 96;
    private static final Pattern LINE = Pattern.compile("\\s*(?:(\\d{1,12})\\.(\\d{6}))?\\s*(>>|<<)\\s*(.*)");
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|\\*(\\d{1,7}))\\s*");

    private WireLogFile() {}

    /**
     * Writes a log as it is; hide its secrets first.
     *
     * @throws BoardException of kind {@link BoardException.Kind#IO} if the file cannot be written
     */
    public static void write(Path file, Instant began, List<Entry> entries) {
        write(file, began, List.of(), entries);
    }

    /**
     * Writes a log as it is, for its owner's eyes only, with comments below its first line; hide the secrets of both first.
     *
     * @param comments one line of ASCII each, without the {@code #}
     * @throws BoardException of kind {@link BoardException.Kind#IO} if the file cannot be written
     */
    public static void write(Path file, Instant began, List<String> comments, List<Entry> entries) {
        try {
            OwnerOnly.write(file, format(began, comments, entries).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new BoardException(
                    BoardException.Kind.IO, "cannot write the wire log " + file + ": " + e.getMessage(), e);
        }
    }

    /** The text of a log with comments below its first line, one line of ASCII each, without the {@code #}. */
    public static String format(Instant began, List<String> comments, List<Entry> entries) {
        String[] text = format(began, entries).split("\n", 2);
        var remarks = new StringBuilder();
        comments.forEach(comment -> remarks.append("# ").append(comment).append('\n'));
        return text[0] + "\n" + remarks + text[1];
    }

    /** The text of a log. */
    public static String format(Instant began, List<Entry> entries) {
        var text =
                new StringBuilder("# wroom4j wire log 1, began ").append(began).append('\n');
        entries.forEach(entry -> text.append(line(entry)).append('\n'));
        return text.toString();
    }

    /** One entry: a line, or several if it is long or holds several lines of text. */
    static String line(Entry entry) {
        var text = new StringBuilder(
                String.format(Locale.ROOT, "%6d.%06d", entry.micros() / 1_000_000, entry.micros() % 1_000_000));
        int done = 0;
        do {
            int end = pieceEnd(entry, done);
            if (done > 0) {
                text.append('\n').append(" ".repeat(13));
            }
            text.append(entry.direction() == Direction.TO_MODULE ? " >>" : " <<");
            appendPiece(text, entry, done, end);
            done = end;
        } while (done < entry.length());
        return text.toString();
    }

    private static int pieceEnd(Entry entry, int from) {
        int most = Math.min(entry.length(), from + PIECE);
        for (int i = from; i < most; i++) {
            if (entry.at(i) == '\n' && !entry.isHidden(i)) {
                return i + 1;
            }
        }
        return most;
    }

    private static void appendPiece(StringBuilder text, Entry entry, int from, int to) {
        for (int i = from; i < to; ) {
            int start = i;
            boolean hidden = entry.isHidden(i);
            while (i < to && entry.isHidden(i) == hidden) {
                i++;
            }
            if (hidden) {
                text.append(" *").append(i - start);
                continue;
            }
            text.append(" \"");
            for (int k = start; k < i; k++) {
                text.append(escaped(entry.at(k)));
            }
            text.append('"');
        }
    }

    private static String escaped(int b) {
        return switch (b) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default -> b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : String.format(Locale.ROOT, "\\x%02x", b);
        };
    }

    /**
     * Reads a log.
     *
     * @throws BoardException of kind {@link BoardException.Kind#NOT_FOUND} without such a file, of kind
     *     {@link BoardException.Kind#BAD_ADDRESS} if a line of it cannot be read; the message names the line
     * @throws BoardException of kind {@link BoardException.Kind#IO} if the file cannot be read
     */
    public static List<Entry> read(Path file) {
        return parse(file.toString(), text(file));
    }

    /**
     * The comments of a log, without the {@code #}, in their order; its first line is one of them.
     *
     * @throws BoardException of kind {@link BoardException.Kind#NOT_FOUND} without such a file
     * @throws BoardException of kind {@link BoardException.Kind#IO} if the file cannot be read
     */
    public static List<String> comments(Path file) {
        return text(file)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new BoardException(BoardException.Kind.NOT_FOUND, "there is no wire log " + file, e);
        } catch (IOException e) {
            throw new BoardException(
                    BoardException.Kind.IO, "cannot read the wire log " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the text of a log; {@code name} is what errors call it.
     *
     * @throws BoardException of kind {@link BoardException.Kind#BAD_ADDRESS} if a line cannot be read; the message
     *     names the line
     */
    public static List<Entry> parse(String name, String text) {
        var entries = new ArrayList<Entry>();
        int number = 0;
        for (String line : text.split("\\R")) {
            number++;
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            String where = name + ", line " + number + ": ";
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw bad(where + "expected a time, then >> or <<, then \"text\" or *count");
            }
            Direction direction = matcher.group(3).equals(">>") ? Direction.TO_MODULE : Direction.FROM_MODULE;
            Entry last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
            if (matcher.group(1) != null) {
                long micros = Long.parseLong(matcher.group(1)) * 1_000_000 + Long.parseLong(matcher.group(2));
                if (last != null && micros < last.micros()) {
                    throw bad(where + "time runs backwards");
                }
                entries.add(pieces(where, matcher.group(4), new Entry(micros, direction, new byte[0])));
            } else if (last == null || last.direction() != direction) {
                throw bad(where + "a piece without a time belongs to the entry above it, which goes the other way");
            } else {
                entries.set(entries.size() - 1, pieces(where, matcher.group(4), last));
            }
        }
        return entries;
    }

    private static Entry pieces(String where, String text, Entry before) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.bytes());
        var hidden = new ArrayList<int[]>();
        for (int i = 0; i < before.length(); i++) {
            if (before.isHidden(i)) {
                hidden.add(new int[] {i, i + 1});
            }
        }
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!token.find() || token.start() != end) {
                throw bad(where + "cannot read " + text.substring(end) + "; expected \"text\" or *count");
            }
            end = token.end();
            if (token.group(2) != null) {
                int count = Integer.parseInt(token.group(2));
                hidden.add(new int[] {bytes.size(), bytes.size() + count});
                bytes.writeBytes("*".repeat(count).getBytes(StandardCharsets.US_ASCII));
            } else {
                unescape(where, token.group(1), bytes);
            }
        }
        var entry = new Entry(before.micros(), before.direction(), bytes.toByteArray());
        for (int[] span : hidden) {
            entry = entry.hide(span[0], span[1]);
        }
        return entry;
    }

    private static void unescape(String where, String text, ByteArrayOutputStream to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                if (c > 0x7e) {
                    throw bad(where + "\"" + c + "\" is not ASCII; write its bytes as \\xHH");
                }
                to.write(c);
                continue;
            }
            char kind = text.charAt(++i);
            switch (kind) {
                case 'r' -> to.write('\r');
                case 'n' -> to.write('\n');
                case 't' -> to.write('\t');
                case '"', '\\' -> to.write(kind);
                case 'x' -> {
                    String hex = text.substring(i + 1, Math.min(i + 3, text.length()));
                    if (!hex.matches("[0-9A-Fa-f]{2}")) {
                        throw bad(where + "\\x needs two hex digits, not \"" + hex + "\"");
                    }
                    to.write(Integer.parseInt(hex, 16));
                    i += 2;
                }
                default -> throw bad(where + "unknown escape \\" + kind);
            }
        }
    }

    private static BoardException bad(String message) {
        return new BoardException(BoardException.Kind.BAD_ADDRESS, message);
    }
}
