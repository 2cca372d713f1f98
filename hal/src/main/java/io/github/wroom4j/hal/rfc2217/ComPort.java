package io.github.wroom4j.hal.rfc2217;

import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers of Telnet's COM-PORT-OPTION (RFC 2217 §3 and §4), and the requests that a client makes of them. */
final class ComPort {
    /** The option itself. */
    static final int OPTION = 44;
    /** What a server adds to a command's number to answer it. */
    static final int ANSWER = 100;

    static final int SET_BAUDRATE = 1;
    static final int SET_DATASIZE = 2;
    static final int SET_PARITY = 3;
    static final int SET_STOPSIZE = 4;
    static final int SET_CONTROL = 5;
    static final int NOTIFY_LINESTATE = 6;
    static final int FLOWCONTROL_SUSPEND = 8;
    static final int FLOWCONTROL_RESUME = 9;
    static final int SET_LINESTATE_MASK = 10;
    static final int PURGE_DATA = 12;

    /** Both buffers of the access server. */
    private static final int PURGE_BOTH = 3;

    private static final int OVERRUN = 2;
    private static final int PARITY_ERROR = 4;
    private static final int FRAMING_ERROR = 8;

    private ComPort() {}

    /** A request: the command, and the value that the server's answer must repeat. */
    record Request(int command, List<Integer> value) {
        Request(int command, int... value) {
            this(command, IntStream.of(value).boxed().toList());
        }

        /** Whether a server has to obey only the later of the two. */
        boolean isAboutTheSameAs(Request other) {
            return command == other.command && (command != SET_CONTROL || control() == other.control());
        }

        /** SET-CONTROL is three subjects under one number: DTR (7 to 9), RTS (10 to 12), and flow (all others). */
        private int control() {
            int number = value.get(0);
            return number >= 7 && number <= 9 ? 7 : number >= 10 && number <= 12 ? 10 : 0;
        }

        /** The subnegotiation, from the option's number on. */
        int[] bytes() {
            return IntStream.concat(
                            IntStream.of(OPTION, command), value.stream().mapToInt(Integer::intValue))
                    .toArray();
        }

        /** What the answer must be, from the option's number on. */
        boolean isAnsweredBy(int[] data, int length) {
            return length >= 2 + value.size()
                    && data[1] == command + ANSWER
                    && IntStream.range(0, value.size()).allMatch(i -> (data[2 + i] & 0xff) == value.get(i));
        }
    }

    /** What sets the four parts of a line format. */
    static List<Request> format(UartConfig config) {
        int baud = config.baud();
        var requests = new ArrayList<Request>();
        requests.add(new Request(SET_BAUDRATE, baud >>> 24, baud >>> 16 & 0xff, baud >>> 8 & 0xff, baud & 0xff));
        requests.add(new Request(SET_DATASIZE, config.dataBits()));
        requests.add(new Request(
                SET_PARITY,
                switch (config.parity()) {
                    case NONE -> 1;
                    case ODD -> 2;
                    case EVEN -> 3;
                }));
        requests.add(new Request(
                SET_STOPSIZE,
                switch (config.stopBits()) {
                    case ONE -> 1;
                    case TWO -> 2;
                    case ONE_AND_A_HALF -> 3;
                }));
        return requests;
    }

    /** Flow control: 1 none, 3 hardware in both directions or outbound (CTS), 16 hardware inbound (RTS). */
    static Request flow(UartConfig.Flow flow) {
        return new Request(
                SET_CONTROL,
                switch (flow) {
                    case NONE -> 1;
                    case CTS, RTS_CTS -> 3;
                    case RTS -> 16;
                });
    }

    /** Drives a modem line. */
    static Request line(ModemLine line, boolean asserted) {
        return new Request(
                SET_CONTROL,
                switch (line) {
                    case DTR -> asserted ? 8 : 9;
                    case RTS -> asserted ? 11 : 12;
                });
    }

    /** Forgets what the access server holds in both directions: bytes of an earlier session. */
    static Request purge() {
        return new Request(PURGE_DATA, PURGE_BOTH);
    }

    /** Asks for notifications of bytes that were lost or damaged on the far wire. */
    static Request watchLineState() {
        return new Request(SET_LINESTATE_MASK, OVERRUN | PARITY_ERROR | FRAMING_ERROR);
    }

    /** A line state in words; empty if nothing is wrong. */
    static String trouble(int state) {
        var words = new ArrayList<String>();
        if ((state & OVERRUN) != 0) {
            words.add("bytes were lost (overrun)");
        }
        if ((state & PARITY_ERROR) != 0) {
            words.add("parity error");
        }
        if ((state & FRAMING_ERROR) != 0) {
            words.add("framing error (wrong speed?)");
        }
        return String.join(", ", words);
    }
}
