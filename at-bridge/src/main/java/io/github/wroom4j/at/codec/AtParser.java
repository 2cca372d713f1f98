package io.github.wroom4j.at.codec;

import java.nio.charset.StandardCharsets;

/**
 * Bytes of an AT port in, tokens out, whatever the firmware: lines, the send prompt, counted blocks, notices.
 *
 * <p>It has no dialect. Every shape of at-protocol §9 is taken by counting, never by searching, so payload that looks
 * like protocol is payload (at-protocol §16.3), and a line glued to a payload's last byte is a line (at-protocol §9.2).
 * It holds no more than one line and allocates nothing.
 *
 * <p>Fed by one thread; {@link #expectPrompt} may come from another.
 */
public final class AtParser {
    /**
     * The largest block that any firmware announces is a 16 KB TLS record (ESP_ATMod, at-protocol §8.1); more is noise.
     */
    static final int LONGEST_BLOCK = 20_480;

    private static final byte[] IPD = ascii("+IPD,");
    private static final byte[] RECVDATA_COMMA = ascii("+CIPRECVDATA,"); // NonOS, ESP_ATMod: `,<len>:`
    private static final byte[] RECVDATA_COLON = ascii("+CIPRECVDATA:"); // ESP-AT: `:<len>,`

    private final TokenSink sink;
    private final LineText line = new LineText();
    private final LineText address = new LineText();
    private int port;
    private volatile boolean promptExpected;
    private boolean afterPrompt;
    private boolean glued;
    private boolean carriageReturn;
    private int left;

    public AtParser(TokenSink sink) {
        this.sink = sink;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Says that a send is pending, so that {@code >} at a line's start is its prompt (H2). Lasts for one prompt. */
    public void expectPrompt(boolean expected) {
        promptExpected = expected;
    }

    /** Whether the next byte belongs to a counted block. */
    public boolean insideBlock() {
        return left > 0;
    }

    /**
     * Whether the line being reported began right behind a counted block, without the line end that every firmware puts
     * between them except before its own words: the tail of a frame that held more than it counted (F3) does.
     */
    public boolean gluedToBlock() {
        return glued;
    }

    /** Whether a line has begun right behind a counted block: if it gets no end, the block held more than it counted (F3). */
    public boolean insideGluedLine() {
        return glued && line.length > 0;
    }

    /** Gives up a line behind a counted block whose end never came; the next byte begins another. */
    public void abandonLine() {
        int length = line.length;
        line.length = 0;
        glued = false;
        sink.desync(length + " bytes behind a counted block belong to no line");
    }

    /** Says that something was due by now. If a counted block was the last that came, it has swallowed that. */
    public void somethingIsMissing() {
        if (glued && line.length == 0) {
            glued = false;
            sink.desync("what had to follow a counted block never came");
        }
    }

    /** Gives up a block whose bytes stopped coming (H9); the next byte begins a line. */
    public void abandonBlock() {
        int missing = left;
        left = 0;
        line.length = 0;
        glued = false;
        sink.desync("a counted block ended " + missing + " bytes short");
    }

    /** Forgets everything: the port was reopened or its speed changed. */
    public void reset() {
        left = 0;
        line.length = 0;
        glued = false;
        afterPrompt = false;
        promptExpected = false;
    }

    /** Takes bytes as they came from the port, in pieces of any size. */
    public void feed(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (left > 0) {
                int run = Math.min(left, end - at);
                left -= run;
                sink.payload(bytes, at, run);
                at += run;
                glued = left == 0;
                carriageReturn = false;
            } else {
                at = text(bytes, at, end);
            }
        }
    }

    /** Collects line bytes until the chunk ends or a counted block begins. */
    private int text(byte[] bytes, int from, int end) {
        for (int at = from; at < end; at++) {
            byte b = bytes[at];
            switch (b) {
                case '\n' -> {
                    if (glued && line.length == 0 && !carriageReturn) {
                        // Line ends are CR LF: this one's CR was counted as payload.
                        sink.desync("the line end behind a counted block was cut in two");
                    }
                    endOfLine();
                }
                case '>' -> {
                    if (line.length == 0 && promptExpected) {
                        promptExpected = false;
                        afterPrompt = true;
                        sink.prompt();
                        continue;
                    }
                    line.add(b);
                }
                case ' ' -> {
                    // NonOS prints `> `, ESP-AT `>` (at-protocol §7.4): the space is skipped when it comes, never
                    // waited for.
                    if (!afterPrompt || line.length > 0) {
                        line.add(b);
                    }
                }
                case ':' -> {
                    if (blockBeginsAtColon()) {
                        afterPrompt = false;
                        return at + 1;
                    }
                    line.add(b);
                }
                case ',' -> {
                    if (blockBeginsAtComma()) {
                        afterPrompt = false;
                        return at + 1;
                    }
                    line.add(b);
                }
                case 0, '\r' -> {
                    // Half a line end, or the boot loader's garbage (at-protocol §2.2): neither begins a line.
                    if (line.length > 0) {
                        line.add(b);
                    } else {
                        carriageReturn |= b == '\r';
                    }
                }
                default -> line.add(b);
            }
            if (b != '>') {
                afterPrompt = false;
            }
        }
        return end;
    }

    private void endOfLine() {
        // AT ≤ 1.3 ends echoed lines with CR CR LF (at-protocol §3.3, C4).
        while (line.length > 0 && line.bytes[line.length - 1] == '\r') {
            line.length--;
        }
        if (line.length > 0 && !(line.startsWith(IPD) && noticed())) {
            sink.line(line);
        }
        line.length = 0;
        glued = false;
        carriageReturn = false;
    }

    /** {@code +IPD,…:} and {@code +CIPRECVDATA,…:}. */
    private boolean blockBeginsAtColon() {
        if (line.startsWith(IPD)) {
            int first = number(IPD.length);
            int afterFirst = numberEnd;
            if (first < 0) {
                return false;
            }
            if (afterFirst == line.length) {
                return begin(-1, first); // +IPD,<len>:
            }
            if (line.bytes[afterFirst] != ',') {
                return false;
            }
            int second = number(afterFirst + 1);
            if (second < 0 || numberEnd < line.length && line.bytes[numberEnd] == '.') {
                return ipWithPort(afterFirst + 1) && begin(-1, first); // +IPD,<len>,<ip>,<port>:
            }
            if (numberEnd == line.length || line.bytes[numberEnd] == ',' && ipWithPort(numberEnd + 1)) {
                return begin(first, second); // +IPD,<id>,<len>[,<ip>,<port>]:
            }
            return false;
        }
        if (line.startsWith(RECVDATA_COMMA)) {
            int first = number(RECVDATA_COMMA.length);
            if (first < 0) {
                return false;
            }
            if (numberEnd == line.length) {
                return begin(-1, first); // NonOS 1.7, ESP_ATMod
            }
            int second = line.bytes[numberEnd] == ',' ? number(numberEnd + 1) : -1;
            return second >= 0 && numberEnd == line.length && begin(first, second); // ESP-AT 2.0.0 (at-protocol §9.4)
        }
        return false;
    }

    /**
     * {@code +CIPRECVDATA:<len>,} of ESP-AT; with CIPDINFO=1 {@code +CIPRECVDATA:<len>,"<ip>",<port>,}
     * (at-protocol §9.4).
     */
    private boolean blockBeginsAtComma() {
        if (!line.startsWith(RECVDATA_COLON)) {
            return false;
        }
        int length = number(RECVDATA_COLON.length);
        if (length < 0) {
            return false;
        }
        if (numberEnd == line.length) {
            return !sink.fetchNamesSender() && begin(-1, length);
        }
        return line.bytes[numberEnd] == ',' && ipWithPort(numberEnd + 1) && begin(-1, length);
    }

    /** {@code 1.2.3.4,80}, {@code "1.2.3.4",80}: with a full address before the port, so that IPv6 colons wait. */
    private boolean ipWithPort(int from) {
        int begin = from;
        int at = from;
        int end;
        if (at < line.length && line.bytes[at] == '"') {
            begin = ++at;
            while (at < line.length && line.bytes[at] != '"') {
                at++;
            }
            end = at++;
        } else {
            while (at < line.length && line.bytes[at] != ',') {
                at++;
            }
            end = at;
        }
        if (at >= line.length || line.bytes[at] != ',') {
            return false;
        }
        int senderPort = number(at + 1);
        if (senderPort < 0 || numberEnd != line.length) {
            return false;
        }
        address.copy(line, begin, end);
        port = senderPort;
        return true;
    }

    private boolean begin(int link, int length) {
        if (length > LONGEST_BLOCK) {
            address.length = 0;
            return false;
        }
        boolean push = line.startsWith(IPD);
        line.length = 0;
        left = length;
        if (push) {
            reportIfGlued();
        }
        glued = false;
        if (address.length > 0) {
            sink.sender(address, port);
            address.length = 0;
        }
        sink.payloadBegins(link, length);
        return true;
    }

    /** {@code +IPD,<id>,<len>} or {@code +IPD,<len>} as a whole line: passive receive (at-protocol §9.4). */
    private boolean noticed() {
        int first = number(IPD.length);
        if (first < 0) {
            return false; // ESP_ATMod's `+IPD,out of mem` (at-protocol §14) is a line
        }
        if (numberEnd == line.length) {
            reportIfGlued();
            sink.notice(-1, first);
            return true;
        }
        int second = line.bytes[numberEnd] == ',' ? number(numberEnd + 1) : -1;
        if (second < 0 || numberEnd != line.length) {
            return false;
        }
        reportIfGlued();
        sink.notice(first, second);
        return true;
    }

    /**
     * Every firmware prints a line end before {@code +IPD} (at-protocol §9.1): one that is missing was counted as
     * payload.
     */
    private void reportIfGlued() {
        if (glued) {
            sink.desync("the line end before +IPD is missing");
        }
    }

    private int numberEnd;

    /** Reads up to six digits; −1 where there is none. Leaves the index after them in {@link #numberEnd}. */
    private int number(int from) {
        int value = 0;
        int at = from;
        while (at < line.length && at - from < 6 && line.bytes[at] >= '0' && line.bytes[at] <= '9') {
            value = value * 10 + line.bytes[at++] - '0';
        }
        numberEnd = at;
        return at == from ? -1 : value;
    }
}
