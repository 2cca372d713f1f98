package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import java.util.regex.Pattern;

/**
 * A line right behind a counted block, without a line end between them. Where every firmware prints one first, the block has
 * swallowed it: bytes of the block were lost on the wire, or it held more than it counted (F3). The same goes for a line whose
 * own beginning is missing.
 */
public final class GluedLine {
    /** {@code +NAME:…}; the bare {@code +12} and {@code +timeout} of a ping too (at-protocol §4.1). */
    private static final Pattern NAMED_ROW = Pattern.compile("\\+\\w+(?::|$)");
    /** An address, a MAC, a version or several of them, as of {@code CIFSR} and {@code CWLIF} (at-protocol §5). */
    private static final Pattern NUMBER_ROW = Pattern.compile("[0-9A-Za-z.,:_()\"/ -]+");
    /** The surplus of a block swallows the line that comes behind it, which then stands at its end. */
    private static final Pattern NOTICE_AT_ITS_END = Pattern.compile(".[0-4],(?:CLOSED|CONNECT(?: FAIL)?)$");

    /** What NonOS and ESP_ATMod print without a line end before it, beside those rows (at-protocol §4.1, §5). */
    private static final String[] BEGINNINGS = {
        "STATUS:",
        "AT version:",
        "SDK version:",
        "compile time",
        "Compile time",
        "Bin version",
        "no ip",
        "ID ERROR",
        "Link type ERROR",
        "IP ERROR",
        "ENTRY ERROR",
        "Miss param",
        "ALREADY CONNECT",
        "CONNECT FAIL",
        "connect fail", // ESP_ATMod's spelling (at-protocol §14)
        "DNS Fail",
        "ssl must on TCP",
        "ssl reach max",
        "link is not valid",
        "link is builded",
        "IPMODE",
        "send mode error",
        "too long",
        "ip error",
        "no port",
        "port error",
        "port range error",
        "no tail",
        "MUX=",
        "UNLINK",
        "we must restart",
        "Connection exists",
        "CIPSERVER must be 0",
        "CIPMUX and CIPSERVER",
        "no change",
        "TcpServer Failure",
        "Server has started",
        "must close ssl link",
        "No AP",
        "Smart started",
        "scan fail",
        "QAP fail",
        "Not set TCP keep alive"
    };

    private GluedLine() {}

    /**
     * Whether no firmware of this dialect prints the final right behind a block, so that the block has swallowed a line
     * end. NonOS prints {@code SEND FAIL} so, ESP_ATMod the {@code OK} of a send (at-protocol §14, §16.2 C3). Nothing is
     * printed so behind the reply to a fetch.
     */
    public static boolean isUnexpectedFinal(String word, Exchange pending, DialectTable dialect) {
        boolean answersFetch = pending != null && pending.receiver != null;
        return answersFetch || !dialect.is(Quirk.OK_WITHOUT_LINE_END) && !word.equals("SEND FAIL");
    }

    /** Whether neither the pending command nor a firmware's habit explains the line. */
    public static boolean isUnexpectedLine(CharSequence text, Exchange pending) {
        if (pending == null || pending.receiver != null) {
            return true; // nothing was asked; or bytes were, and an empty line and OK follow them
        }
        String line = text.toString();
        char first = line.charAt(0);
        if (pending.kind == Exchange.Kind.SEND) {
            return !line.equals(pending.command.text()) && !begins(line);
        }
        if (first == '+' && NAMED_ROW.matcher(line).lookingAt()) {
            return false;
        }
        if (pending.takesUnsolicited) {
            // What a command typed by a user may answer is not known, only that it is text.
            return line.chars().anyMatch(c -> c < ' ' || c > '~');
        }
        if (first >= '0' && first <= '9') {
            return !NUMBER_ROW.matcher(line).matches()
                    || NOTICE_AT_ITS_END.matcher(line).find();
        }
        return !line.equals(pending.command.text()) && !begins(line);
    }

    private static boolean begins(String line) {
        for (String beginning : BEGINNINGS) {
            if (line.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
