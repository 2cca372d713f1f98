package io.github.wroom4j.esp8266mdns;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Deadline;
import java.util.regex.Pattern;

/**
 * {@code MDNS}: the module's own announcer (rule MD-1). {@code AT+MDNS} announces one name with one service, without TXT
 * records, and sends no queries: {@link #queryService} finds nothing, and further services are refused with a reason. A
 * Raspberry Pi with a network of its own has better: avahi.
 *
 * <p>Methods may block for one command. One thread at a time.
 */
public final class MDNSResponder {
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?");

    private final SketchContext context;
    private String hostname = "";
    private boolean announcing;
    private ClientError lastError = ClientError.NONE;

    private MDNSResponder(SketchContext context) {
        this.context = context;
    }

    /** {@code MDNS} of a sketch. */
    public static MDNSResponder of(SketchContext context) {
        return context.part(MDNSResponder.class, MDNSResponder::new);
    }

    /** Why the last call returned false; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }

    private boolean refused(String why) {
        lastError = new ClientError(Stage.SETTINGS, why);
        return false;
    }

    private boolean sent(String command) {
        try {
            context.module()
                    .raw(
                            command,
                            Deadline.in(
                                    context.clock(), context.module().timeouts().command()));
            lastError = ClientError.NONE;
            return true;
        } catch (AtException failure) {
            lastError = new ClientError(Stage.MODULE, "mDNS: " + failure.getMessage(), failure);
            return false;
        }
    }

    /** Takes a name of 1 … 32 letters, digits and '-'; it is announced with the first service, as AT wants it. */
    public boolean begin(String wanted) {
        String name = CString.of(wanted);
        if (name == null || !LABEL.matcher(name).matches()) {
            return refused("a host name has 1 … 32 letters, digits or '-', which is neither first nor last");
        }
        if (announcing && !end()) {
            return false;
        }
        hostname = name;
        lastError = ClientError.NONE;
        return true;
    }

    /** Another name; what was announced ends. */
    public boolean setHostname(String name) {
        return begin(name);
    }

    /**
     * Announces a service: {@code addService("http", "tcp", 80)}.
     *
     * @return false before {@link #begin}, for a second service, for udp, or where the firmware has no mDNS
     */
    public boolean addService(String service, String protocol, int port) {
        String type = service == null ? "" : CString.of(service).replaceFirst("^_", "");
        if (hostname.isEmpty()) {
            return refused("mDNS has no name yet: call begin()");
        }
        if (announcing) {
            return refused("AT announces one service, and one is announced already");
        }
        if (!LABEL.matcher(type).matches() || type.length() > 15 || port < 1 || port > 65_535) {
            return refused("a service has 1 … 15 letters, digits or '-' and a port of 1 … 65535");
        }
        if (protocol == null || !CString.of(protocol).replaceFirst("^_", "").equalsIgnoreCase("tcp")) {
            return refused("AT announces services over tcp only");
        }
        announcing = sent("AT+MDNS=1,\"" + hostname + "\",\"_" + type + "\"," + port);
        return announcing;
    }

    /** False: AT has no TXT records. */
    public boolean addServiceTxt(String service, String protocol, String key, String value) {
        return refused("AT announces no TXT records");
    }

    /** 0: AT sends no queries. */
    public int queryService(String service, String protocol) {
        refused("AT asks for no services; hostByName() looks up names");
        return 0;
    }

    /** Nothing to do: the module answers by itself. True while it announces. */
    public boolean update() {
        return announcing;
    }

    /** Ends the announcement; true if there was none or the module obeyed. */
    public boolean end() {
        boolean ended = !announcing || sent("AT+MDNS=0");
        announcing = !ended;
        return ended;
    }

    public boolean close() {
        return end();
    }
}
