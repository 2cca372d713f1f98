package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.Transcript;
import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.RecordedSecrets;
import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.at.codec.TokenSink;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A wire log read as exchanges: commands, lines, payload by its length; secrets masked in both directions. */
final class MaskedTranscript implements Transcript {
    private final WireLog log;

    MaskedTranscript(WireLog log) {
        this.log = log;
    }

    @Override
    public String text() {
        return String.join("\n", lines()) + "\n";
    }

    @Override
    public String tail(int lines) {
        List<String> all = lines();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /** The log with its secrets hidden, fit to be replayed. */
    List<WireLog.Entry> recording() {
        return RecordedSecrets.hide(log.entries());
    }

    private List<String> lines() {
        var out = new ArrayList<String>();
        if (log.dropped() > 0) {
            out.add("… " + log.dropped() + " earlier bytes are not kept");
        }
        var listener = new Listener(out);
        for (WireLog.Entry entry : log.entries()) {
            listener.now = entry.micros() / 1000.0;
            byte[] bytes = entry.bytes();
            if (entry.direction() == WireLog.Direction.TO_MODULE) {
                listener.host(bytes);
            } else {
                listener.parser.feed(bytes, 0, bytes.length);
            }
        }
        return out;
    }

    /** Reads the module's bytes with the parser that the driver uses, so that payload is not taken for text. */
    private static final class Listener implements TokenSink {
        final List<String> out;
        final AtParser parser = new AtParser(this);
        double now;
        int block;

        Listener(List<String> out) {
            this.out = out;
        }

        void host(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            boolean command = text.startsWith("AT") && text.endsWith("\r\n");
            if (command && text.startsWith("AT+CIPSEND")) {
                parser.expectPrompt(true);
            }
            add(">>", command ? masked(text.substring(0, text.length() - 2)) : "[" + bytes.length + " bytes]");
        }

        private void add(String direction, String text) {
            out.add(String.format(Locale.ROOT, "%12.3f %s %s", now, direction, text));
        }

        private static String masked(String line) {
            String safe = Secrets.mask(line);
            var text = new StringBuilder(safe.length());
            for (int i = 0; i < safe.length(); i++) {
                char c = safe.charAt(i);
                text.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\x%02x", (int) c) : String.valueOf(c));
            }
            return text.toString();
        }

        @Override
        public void line(CharSequence text) {
            add("<<", masked(text.toString()));
        }

        @Override
        public void prompt() {
            add("<<", ">");
        }

        @Override
        public void payloadBegins(int link, int length) {
            block = length;
            add("<<", "[" + length + " bytes" + (link < 0 ? "]" : " of link " + link + "]"));
        }

        @Override
        public void payload(byte[] bytes, int offset, int length) {
            block -= length;
        }

        @Override
        public void notice(int link, int available) {
            add("<<", "+IPD," + (link < 0 ? "" : link + ",") + available);
        }

        @Override
        public void desync(String where) {
            add("<<", "[" + where + "]");
        }
    }
}
