package io.github.wroom4j.benchmarks;

import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.TokenSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast the parser takes received frames, by payload and by how the UART cut the bytes.
 *
 * <p>One operation is one byte. Bound: the fastest UART of the module, 2 Mbaud, brings 0.2 bytes in a microsecond
 * (java-ecosystem §5 asks for 10 in continuous integration and 100 at 64-byte frames in 64-byte pieces).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParserBench {
    /** About a megabyte a pass; the exact length depends on the frames, the difference is below a thousandth. */
    public static final int PASS = 1 << 20;

    /** Payload bytes in one {@code +IPD}. */
    @Param({"1", "64", "1460"})
    public int payload;

    /** Bytes that the UART hands over at once. */
    @Param({"1", "64", "4096"})
    public int piece;

    private static final Pattern FRAME = Pattern.compile("\\+IPD,(\\d),(\\d+):");

    private byte[] stream;
    private AtParser parser;
    private Counter counter;

    /** Writes a stream of whole frames, cut to one length. */
    @Setup
    public void frames() {
        byte[] body = new byte[payload];
        Arrays.fill(body, (byte) 'x');
        byte[] head = ("+IPD,0," + payload + ":").getBytes(StandardCharsets.US_ASCII);
        var out = new ByteArrayOutputStream(PASS);
        while (out.size() + 2 + head.length + payload <= PASS) {
            out.write('\r');
            out.write('\n');
            out.writeBytes(head);
            out.writeBytes(body);
        }
        stream = out.toByteArray();
        counter = new Counter();
        parser = new AtParser(counter);
    }

    /** The parser at work. */
    @Benchmark
    @OperationsPerInvocation(PASS)
    public long parse() {
        for (int at = 0; at < stream.length; at += piece) {
            parser.feed(stream, at, Math.min(piece, stream.length - at));
        }
        return counter.bytes;
    }

    /** The least that anyone must do: look at each byte once. */
    @Benchmark
    @OperationsPerInvocation(PASS)
    public long look() {
        long lines = 0;
        for (byte b : stream) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /**
     * The field's usual way: a line at a time as a string, a regular expression to know what it is, the payload copied. Takes
     * its bytes from a stream in pieces as large as it likes.
     */
    @Benchmark
    @OperationsPerInvocation(PASS)
    public long linesAndRegex() {
        long bytes = 0;
        var line = new StringBuilder();
        for (int at = 0; at < stream.length; at++) {
            char c = (char) (stream[at] & 0xff);
            line.append(c);
            Matcher head = FRAME.matcher(line);
            if (c == ':' && head.matches()) {
                int length = Integer.parseInt(head.group(2));
                bytes += Arrays.copyOfRange(stream, at + 1, at + 1 + length).length;
                at += length;
                line.setLength(0);
            } else if (c == '\n') {
                bytes += line.toString().strip().length();
                line.setLength(0);
            }
        }
        return bytes;
    }

    /** A reader that only counts. */
    private static final class Counter implements TokenSink {
        private long bytes;

        @Override
        public void line(CharSequence text) {
            bytes += text.length();
        }

        @Override
        public void prompt() {
            bytes++;
        }

        @Override
        public void payloadBegins(int link, int length) {
            bytes += link;
        }

        @Override
        public void payload(byte[] data, int offset, int length) {
            bytes += length;
        }

        @Override
        public void notice(int link, int available) {
            bytes += available;
        }

        @Override
        public void desync(String where) {
            throw new IllegalStateException("the stream of the bench is broken: " + where);
        }
    }
}
