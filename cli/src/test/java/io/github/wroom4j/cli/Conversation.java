package io.github.wroom4j.cli;

import io.github.wroom4j.at.codec.AtParser;
import io.github.wroom4j.at.codec.TokenSink;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was said to a module and what it answered, without what is chance, so that two runs of one sketch can be compared.
 *
 * <p>It begins with the first question that a booted module is asked. Masked are times, addresses, MACs, ephemeral ports,
 * link ids. Chance, and left out, is:
 *
 * <ul>
 *   <li>how TCP cuts a stream into pieces: sends and fetches count as a sum of bytes, and as nothing but their direction
 *       where TLS is in them, whose signatures and tickets have no fixed length;
 *   <li>when the module announces bytes, a connection or its end, and so which side is the first to close;
 *   <li>what the driver asks only because something took its time: whether the module lives, which connections stand; and so
 *       whose OK one is, while an ERROR is told;
 *   <li>how often a sketch that polls asks the same thing in a row.
 * </ul>
 */
final class Conversation implements TokenSink {
    private static final Pattern COMMAND = Pattern.compile("AT[^\\r\\n]*\\r\\n");
    private static final Pattern TRANSFER = Pattern.compile("AT\\+CIP(?:SEND|RECVDATA|RECVLEN).*");
    private static final Pattern FETCH_OR_SEND = Pattern.compile("AT\\+CIP(?:SEND|RECVDATA)=(\\d)\\D.*");
    private static final Pattern CHANCE = Pattern.compile("AT\\+CIPCLOSE=.*|AT\\+CIPSTATUS");
    /** It comes amid another command's answer, whose lines go on behind it. */
    private static final Pattern PROBE = Pattern.compile("AT|AT\\+CIPMUX\\?");

    private static final Pattern UNTOLD =
            Pattern.compile("\\d,(?:CONNECT|CLOSED)|Recv .*|SEND OK|OK|busy .*|\\+CIPMUX:1");
    private static final Pattern ANNOUNCED =
            Pattern.compile("WIFI .*|\\d,CONNECT FAIL|\\+(?:STA_CONNECTED|STA_DISCONNECTED|DIST_STA_IP):.*|ready");
    private static final int TLS_RECORD = 22;

    /** A command and the lines that answer it. */
    private record Exchange(String command, List<String> lines) {}

    private final List<Exchange> exchanges = new ArrayList<>();
    private final SortedSet<String> announced = new TreeSet<>();
    private final TreeMap<String, Long> carried = new TreeMap<>();
    private final AtParser parser = new AtParser(this);
    private final SortedSet<String> secured = new TreeSet<>();
    /** Links on which a byte has passed, and whether it began a TLS record. */
    private final TreeMap<Integer, Boolean> tls = new TreeMap<>();

    private int link;

    private Conversation(List<WireLog.Entry> log) {
        for (WireLog.Entry entry : log) {
            byte[] bytes = entry.bytes();
            if (entry.direction() == Direction.FROM_MODULE) {
                parser.feed(bytes, 0, bytes.length);
            } else {
                toModule(bytes);
            }
        }
        if (exchanges.isEmpty()) {
            throw new AssertionError("the log has no AT+GMR: " + log.size() + " entries");
        }
    }

    /** Command by command. */
    static List<String> inOrder(List<WireLog.Entry> log) {
        var it = new Conversation(log);
        var all = new ArrayList<String>();
        Exchange before = null;
        for (Exchange each : it.exchanges) {
            if (!it.isChance(each) && !each.equals(before)) {
                all.add(">> " + each.command());
                each.lines().forEach(line -> all.add("<< " + line));
                before = each;
            }
        }
        it.announced.forEach(line -> all.add("unasked " + line));
        it.carried.forEach((way, count) -> all.add(way + " " + count + " bytes"));
        it.secured.forEach(way -> all.add(way + " TLS"));
        return all;
    }

    /** Times and addresses of the module: it gets the next one of its access point each time. */
    static String masked(String text) {
        return text.replaceAll("192\\.168\\.\\d+\\.\\d+", "ADDRESS")
                .replaceAll("\\d+(\\.\\d+)? ?m?s\\b", "TIME")
                .replaceAll("\\b[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}\\b", "MAC")
                .replaceAll("millis \\d+", "millis TIME");
    }

    private static String maskedLine(String line) {
        return masked(line)
                .replaceAll("(?<![0-9.])\\d{5}(?![0-9.])", "PORT")
                .replaceAll("^(AT\\+CIP(?:START|SERVER|STO|SSLCCONF)[A-Z]*=)\\d,", "$1LINK,")
                .replaceAll("^(\\d)(?=,CONNECT FAIL)", "LINK");
    }

    private boolean isChance(Exchange exchange) {
        return TRANSFER.matcher(exchange.command()).matches()
                || CHANCE.matcher(exchange.command()).matches();
    }

    private void toModule(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!COMMAND.matcher(text).matches()) {
            if (!exchanges.isEmpty()) {
                carry(">>", bytes[0], bytes.length);
            }
            return;
        }
        String command = text.stripTrailing();
        if (exchanges.isEmpty() && !command.equals("AT+GMR")) {
            return;
        }
        if (PROBE.matcher(command).matches()) {
            return;
        }
        parser.expectPrompt(command.startsWith("AT+CIPSEND"));
        var transfer = FETCH_OR_SEND.matcher(command);
        link = transfer.matches() ? Integer.parseInt(transfer.group(1)) : link;
        if (command.startsWith("AT+CIPSTART=")) {
            tls.remove(command.charAt(12) - '0');
        }
        exchanges.add(new Exchange(maskedLine(command), new ArrayList<>()));
    }

    @Override
    public void line(CharSequence text) {
        String line = text.toString();
        if (line.matches("\\d,CONNECT")) {
            tls.remove(line.charAt(0) - '0');
        }
        if (exchanges.isEmpty() || UNTOLD.matcher(line).matches()) {
            return;
        }
        if (ANNOUNCED.matcher(line).matches()) {
            announced.add(maskedLine(line));
        } else {
            exchanges.get(exchanges.size() - 1).lines().add(maskedLine(line));
        }
    }

    @Override
    public void prompt() {
        // Part of every send.
    }

    @Override
    public void payloadBegins(int from, int length) {
        link = from < 0 ? link : from;
    }

    @Override
    public void payload(byte[] bytes, int offset, int length) {
        if (length > 0) {
            carry("<<", bytes[offset], length);
        }
    }

    private void carry(String way, byte first, long count) {
        if (tls.computeIfAbsent(link, id -> first == TLS_RECORD)) {
            secured.add(way);
        } else {
            carried.merge(way, count, Long::sum);
        }
    }

    @Override
    public void notice(int from, int available) {
        // When it comes is chance.
    }

    @Override
    public void desync(String where) {
        exchanges.get(exchanges.size() - 1).lines().add("[" + where + "]");
    }
}
