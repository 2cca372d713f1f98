package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.tls.TlsFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The truth about one connection of the module's: what an application never gets to see (espconn-sdk §15). Written by
 * the chip's task, readable from any thread; times count from the call, in microseconds.
 */
public final class Attempt {
    /** Something that happened. */
    public record Event(long micros, String what) {}

    /** An alert on the wire. */
    public record AlertSeen(long micros, int level, int description) {}

    static final String TCP_CONNECTED = "TCP connected";

    private final SdkRelease release;
    private final boolean secure;
    private final Ip4 ip;
    private final int port;
    private final long startNanos;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<AlertSeen> alertsReceived = new CopyOnWriteArrayList<>();
    private final List<AlertSeen> alertsSent = new CopyOnWriteArrayList<>();
    private volatile boolean crashed;
    private volatile int bufferSize;
    private volatile int heapFree;
    private volatile long heapNeeded;
    private volatile int largestRecord;
    private volatile long helloMicros = -1;
    private volatile boolean established;
    private volatile int returned;
    private volatile Integer result;
    private volatile int hsStatus;
    private volatile TlsFacts tls;
    private volatile String callback = "";
    private volatile int callbackCode;
    private volatile int cpuMhz;
    private volatile String name = "";
    private volatile int authorities = -1;

    Attempt(SdkRelease release, boolean secure, Ip4 ip, int port, long startNanos) {
        this.release = release;
        this.secure = secure;
        this.ip = ip;
        this.port = port;
        this.startNanos = startNanos;
    }

    private long micros(long nanos) {
        return (nanos - startNanos) / 1_000;
    }

    void event(long nanos, String what) {
        events.add(new Event(micros(nanos), what));
    }

    void connected(long nanos) {
        event(nanos, TCP_CONNECTED);
    }

    void gate(int size, int free, long needed) {
        bufferSize = size;
        heapFree = free;
        heapNeeded = needed;
    }

    void hello(long nanos, TlsFacts facts) {
        helloMicros = micros(nanos);
        tls = facts;
        event(nanos, "ClientHello sent, " + facts.hello().length + " bytes");
    }

    void facts(TlsFacts facts) {
        tls = facts;
    }

    void record(int length) {
        largestRecord = Math.max(largestRecord, length);
    }

    void alertReceived(long nanos, int level, int description) {
        alertsReceived.add(new AlertSeen(micros(nanos), level, description));
        event(nanos, "alert " + description + " received");
    }

    void alertSent(long nanos, int level, int description) {
        alertsSent.add(new AlertSeen(micros(nanos), level, description));
        event(nanos, "alert " + description + " sent");
    }

    void established(long nanos) {
        established = true;
        event(nanos, "Finished verified");
    }

    void failed(int axtlsResult, int status) {
        result = axtlsResult;
        hsStatus = status;
    }

    void crashed(long nanos, String how) {
        crashed = true;
        event(nanos, how);
    }

    void refused(int code, String why) {
        returned = code;
        events.add(new Event(0, "refused: " + why));
    }

    void ended(long nanos, String how, int code) {
        callback = how;
        callbackCode = code;
        event(nanos, how + (code == 0 ? "" : "(" + code + ")"));
    }

    void name(String host) {
        name = host;
    }

    void trusting(int certificates) {
        authorities = certificates;
    }

    void cpu(int mhz) {
        cpuMhz = mhz;
    }

    /** Which release made it. */
    public SdkRelease release() {
        return release;
    }

    /** Whether TLS was asked for. */
    public boolean isSecure() {
        return secure;
    }

    /** The address that was used. */
    public Ip4 ip() {
        return ip;
    }

    /** The name that the address was looked up by, last; empty if none was. */
    public String name() {
        return name;
    }

    /** How many authorities in flash the server's chain was held against; empty if nothing was verified. */
    public OptionalInt authorities() {
        return authorities < 0 ? OptionalInt.empty() : OptionalInt.of(authorities);
    }

    /** The port that was used. */
    public int port() {
        return port;
    }

    /** What happened, in order. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Alerts of the peer's, with the time since the call. */
    public List<AlertSeen> alertsReceived() {
        return List.copyOf(alertsReceived);
    }

    /** Alerts that the module sent. */
    public List<AlertSeen> alertsSent() {
        return List.copyOf(alertsSent);
    }

    /** The TLS buffer's size. */
    public int bufferSize() {
        return bufferSize;
    }

    /** Free heap when the gate was passed, or not. */
    public int heapFree() {
        return heapFree;
    }

    /** What free heap had to exceed. */
    public long heapNeeded() {
        return heapNeeded;
    }

    /** The longest record body that the peer announced. */
    public int largestRecord() {
        return largestRecord;
    }

    /** When the hello left, −1 if it never did. */
    public long helloMicros() {
        return helloMicros;
    }

    /** Whether TLS came up. */
    public boolean isEstablished() {
        return established;
    }

    /** What the C function returned. */
    public int returned() {
        return returned;
    }

    /** The TLS library's negative result; empty while there is none. */
    public OptionalInt result() {
        Integer r = result;
        return r == null ? OptionalInt.empty() : OptionalInt.of(r);
    }

    /** The SDK's {@code hs_status} after that result. */
    public int hsStatus() {
        return hsStatus;
    }

    /** What the TLS session knew; empty before the hello. */
    public Optional<TlsFacts> tls() {
        return Optional.ofNullable(tls);
    }

    /** {@code disconcb}, {@code reconcb}, or empty while neither was called. */
    public String callback() {
        return callback;
    }

    /** The code that reconcb got. */
    public int callbackCode() {
        return callbackCode;
    }

    /** Whether the chip crashed over it. */
    public boolean isCrashed() {
        return crashed;
    }

    /** The CPU's clock when it ended, 0 while unknown. */
    public int cpuMhz() {
        return cpuMhz;
    }
}
