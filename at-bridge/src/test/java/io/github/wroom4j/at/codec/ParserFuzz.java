package io.github.wroom4j.at.codec;

import io.github.wroom4j.at.dialect.Dialects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fuzzer throws at the parser and at all that reads its lines ({@code -Pfuzz}); the kept corpus goes through it in
 * every build. An input is one byte that says how to cut, and then what the module says.
 */
public final class ParserFuzz {
    private ParserFuzz() {}

    /** Fails with an exception if the way of cutting makes a difference, if counts are not kept, or if anything throws. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String said = new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1);
        List<String> whole = Tokens.of(said);
        same(whole, Tokens.of(said, 1), "byte by byte");
        same(whole, Tokens.of(said, 1 + (data[0] & 0xff)), "in pieces of " + (1 + (data[0] & 0xff)));
        var counts = new Counts();
        byte[] bytes = said.getBytes(StandardCharsets.ISO_8859_1);
        var parser = new AtParser(counts);
        parser.expectPrompt((data[0] & 1) != 0);
        parser.feed(bytes, 0, bytes.length);
        if (parser.insideBlock() != counts.left > 0) {
            throw new IllegalStateException("the parser and its count disagree on whether a block has ended");
        }
        if (parser.insideBlock()) {
            parser.abandonBlock();
        }
        parser.feed(bytes, 0, bytes.length);
        counts.lines.forEach(ParserFuzz::read);
        Dialects.detect(counts.lines);
    }

    private static void same(List<String> one, List<String> other, String how) {
        if (!one.equals(other)) {
            throw new IllegalStateException("fed at once: " + one + "; fed " + how + ": " + other);
        }
    }

    /** Everything that takes a line apart must bear any line. */
    private static void read(String line) {
        int at = 0;
        for (Secrets.Span span : Secrets.spans(line)) {
            if (span.from() < at || span.to() <= span.from() || span.to() > line.length()) {
                throw new IllegalStateException("secrets overlap or leave the line: " + Secrets.spans(line));
            }
            at = span.to();
        }
        String masked = Secrets.mask(line);
        if (!Secrets.mask(masked).equals(masked)) {
            throw new IllegalStateException("masking twice differs from masking once: " + masked);
        }
        for (ReplyFields fields : List.of(ReplyFields.of(line), ReplyFields.split(line))) {
            for (int i = 0; i <= fields.size(); i++) {
                fields.text(i);
                fields.number(i);
            }
        }
    }

    /** Keeps the books: a block has as many bytes as were announced, and nothing comes between. */
    private static final class Counts implements TokenSink {
        private final List<String> lines = new ArrayList<>();
        private int left;

        private void outside() {
            if (left > 0) {
                throw new IllegalStateException("a token amid a block, " + left + " bytes short");
            }
        }

        @Override
        public void line(CharSequence text) {
            outside();
            if (text.length() == 0) {
                throw new IllegalStateException("an empty line");
            }
            lines.add(text.toString());
        }

        @Override
        public void prompt() {
            outside();
        }

        @Override
        public void payloadBegins(int link, int length) {
            outside();
            if (link < -1 || length < 0 || length > AtParser.LONGEST_BLOCK) {
                throw new IllegalStateException("a block of " + length + " bytes for link " + link);
            }
            left = length;
        }

        @Override
        public void payload(byte[] bytes, int offset, int length) {
            left -= length;
            if (length < 1 || left < 0) {
                throw new IllegalStateException("a run of " + length + " bytes where " + (left + length) + " were due");
            }
        }

        @Override
        public void notice(int link, int available) {
            outside();
        }

        @Override
        public void desync(String where) {
            left = 0;
        }
    }
}
