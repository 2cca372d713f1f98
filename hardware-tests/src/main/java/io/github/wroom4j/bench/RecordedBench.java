package io.github.wroom4j.bench;

import io.github.wroom4j.bench.BenchDescription.AccessPointLogin;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bench of a recording: it joins the network that was joined then. The recorded password is hidden, and a replay takes
 * anything of its length for it.
 */
final class RecordedBench {
    private static final Pattern JOIN =
            Pattern.compile("AT\\+CWJAP(?:_CUR|_DEF)?=\"((?:[^\"\\\\]|\\\\.)*)\",\"((?:[^\"\\\\]|\\\\.)*)\"");

    private RecordedBench() {}

    /** The bench at a {@code replay:} address; without a network if none was joined or the file cannot be read. */
    static BenchDescription of(BoardAddress address) {
        var plain = BenchDescription.of(address.toString());
        return new BenchDescription(
                plain.id(),
                plain.address(),
                plain.firmware(),
                plain.fixtures(),
                login(Path.of(address.target())),
                plain.serverAddress(),
                plain.timeoutMultiplier());
    }

    private static Optional<AccessPointLogin> login(Path recording) {
        var said = new StringBuilder();
        try {
            for (WireLog.Entry entry : WireLogFile.read(recording)) {
                if (entry.direction() == Direction.TO_MODULE) {
                    said.append(new String(entry.bytes(), StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IllegalArgumentException | BoardException e) {
            return Optional.empty(); // opening the board reports what is wrong with the file
        }
        Matcher join = JOIN.matcher(said);
        return join.find()
                ? Optional.of(new AccessPointLogin(plain(join.group(1)), plain(join.group(2))))
                : Optional.empty();
    }

    /** Without the backslashes that the command needs; UTF-8 was sent byte by byte. */
    private static String plain(String escaped) {
        String text = escaped.replaceAll("\\\\(.)", "$1");
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
