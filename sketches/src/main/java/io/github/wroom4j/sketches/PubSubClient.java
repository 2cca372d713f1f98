package io.github.wroom4j.sketches;

import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * MQTT 3.1.1 with the names of the library PubSubClient, to be copied beside a sketch: publishing at most once, subscribing at
 * most or at least once, a will, keep-alive. Over TLS with a {@code WiFiClientSecure}.
 *
 * <p>Texts end at their first NUL, as C strings do; payloads of bytes do not. {@link #loop} in the sketch's loop delivers messages and keeps the connection alive. {@link #state} says why there is none.
 * One thread at a time.
 */
public class PubSubClient {
    public static final int MQTT_CONNECTION_TIMEOUT = -4;
    public static final int MQTT_CONNECTION_LOST = -3;
    public static final int MQTT_CONNECT_FAILED = -2;
    public static final int MQTT_DISCONNECTED = -1;
    public static final int MQTT_CONNECTED = 0;

    /** 1 … 5 are the broker's own words: wrong version, id, unavailable, credentials, not authorized. */
    public static final int MQTT_CONNECT_UNAUTHORIZED = 5;

    private static final int CONNECT = 0x10;
    private static final int CONNACK = 0x20;
    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int SUBSCRIBE = 0x82;
    private static final int UNSUBSCRIBE = 0xA2;
    private static final int PINGREQ = 0xC0;
    private static final int PINGRESP = 0xD0;
    private static final int DISCONNECT = 0xE0;

    /** A record of TLS: what a server of TLS says to plain text. */
    private static final int TLS_ALERT = 0x15;

    private static final int QOS = 0x06;
    private static final int AT_LEAST_ONCE = 0x02;
    private static final int RETAIN = 1;

    /** Called with the first {@code length} bytes of a message; they are the callback's own. */
    @FunctionalInterface
    public interface Callback {
        void accept(String topic, byte[] payload, int length);
    }

    private final WiFiClient client;
    private String host = "";
    private int port = 1883;
    private Callback callback = (topic, payload, length) -> {};
    private int keepAliveSeconds = 15;
    private int largest = 65_536;
    private int state = MQTT_DISCONNECTED;
    private int nextId;
    private long lastSent;
    private long lastHeard;
    private boolean pingOpen;
    private boolean answeredInTls;

    public PubSubClient(WiFiClient client) {
        this.client = client;
    }

    public PubSubClient setServer(String name, int brokersPort) {
        host = name;
        port = brokersPort;
        return this;
    }

    public PubSubClient setServer(IPAddress address, int brokersPort) {
        return setServer(address.dotted(), brokersPort);
    }

    public PubSubClient setCallback(Callback newCallback) {
        callback = newCallback;
        return this;
    }

    /** 15 seconds by default; from the next {@code connect} on. */
    public PubSubClient setKeepAlive(int seconds) {
        keepAliveSeconds = seconds;
        return this;
    }

    /** How long a broker's answer may take from one byte to the next. */
    public PubSubClient setSocketTimeout(int seconds) {
        client.setTimeout(1000L * seconds);
        return this;
    }

    /** The longest packet that is sent or taken, 65536 bytes by default; a longer one is passed over. */
    public boolean setBufferSize(int bytes) {
        largest = bytes;
        return bytes > 0;
    }

    public boolean connect(String id) {
        return connect(id, null, null);
    }

    public boolean connect(String id, String user, String password) {
        return connect(id, user, password, null, 0, false, null);
    }

    /** With what the broker tells the others when this client is lost. */
    public boolean connect(String id, String willTopic, int willQos, boolean willRetain, String willMessage) {
        return connect(id, null, null, willTopic, willQos, willRetain, willMessage);
    }

    /** Null for no user, no password, no will. Blocks until the broker has answered. */
    public boolean connect(
            String id,
            String user,
            String password,
            String willTopic,
            int willQos,
            boolean willRetain,
            String willMessage) {
        if (connected()) {
            return true;
        }
        state = MQTT_CONNECT_FAILED;
        if (client.connect(host, port) == 0) {
            return false;
        }
        int flags = 0x02 | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40);
        flags |= willTopic == null ? 0 : 0x04 | willQos << 3 | (willRetain ? 0x20 : 0);
        var packet = new ByteArrayOutputStream();
        text(packet, "MQTT");
        packet.writeBytes(new byte[] {4, (byte) flags, (byte) (keepAliveSeconds >> 8), (byte) keepAliveSeconds});
        text(packet, id);
        for (String part : new String[] {willTopic, willTopic == null ? null : willMessage, user, password}) {
            if (part != null) {
                text(packet, part);
            }
        }
        nextId = 0;
        pingOpen = false;
        answeredInTls = false;
        Packet answer = send(CONNECT, packet.toByteArray()) ? receive() : null;
        if (answer == null || answer.type() != CONNACK || answer.body().length != 2) {
            return lost(MQTT_CONNECTION_TIMEOUT);
        }
        int code = answer.body()[1];
        return code == 0 ? is(MQTT_CONNECTED) : lost(code);
    }

    private boolean is(int newState) {
        state = newState;
        return true;
    }

    private boolean lost(int why) {
        state = why;
        client.stop();
        return false;
    }

    public void disconnect() {
        if (connected()) {
            send(DISCONNECT, new byte[0]);
            client.flush();
        }
        lost(MQTT_DISCONNECTED);
    }

    public boolean connected() {
        if (state == MQTT_CONNECTED && !client.connected()) {
            lost(MQTT_CONNECTION_LOST);
        }
        return state == MQTT_CONNECTED;
    }

    /** {@link #MQTT_CONNECTED}, or why not: one of the {@code MQTT_} numbers, or the broker's own 1 … 5. */
    public int state() {
        return state;
    }

    /** What {@link #state} means, in words: the client's own reason where it has one; empty while connected. */
    public String reason() {
        if (state == MQTT_CONNECTED) {
            return "";
        }
        if (answeredInTls) {
            return "the server answered in TLS: port " + port + " wants a WiFiClientSecure";
        }
        if (state > 0) {
            return "the broker refuses: "
                    + switch (state) {
                        case 1 -> "it does not speak MQTT 3.1.1";
                        case 2 -> "it does not like the client id";
                        case 3 -> "it is not available";
                        case 4 -> "wrong user or password";
                        case 5 -> "not authorized";
                        default -> "code " + state;
                    };
        }
        if (client.getLastError().isError()) {
            return client.getLastError().message();
        }
        return switch (state) {
            case MQTT_CONNECTION_TIMEOUT ->
                "the server closed the connection or said nothing: no MQTT broker, or one that wants TLS, is at port "
                        + port;
            case MQTT_CONNECTION_LOST -> "the connection to the broker was lost";
            case MQTT_CONNECT_FAILED -> "no connection to port " + port;
            default -> "not connected";
        };
    }

    public boolean publish(String topic, String payload) {
        return publish(topic, payload, false);
    }

    public boolean publish(String topic, String payload, boolean retained) {
        byte[] bytes = CString.of(payload).getBytes(StandardCharsets.UTF_8);
        return publish(topic, bytes, bytes.length, retained);
    }

    public boolean publish(String topic, byte[] payload, int length) {
        return publish(topic, payload, length, false);
    }

    /** Sends the first {@code length} bytes at most once; false without connection or beyond the buffer size. */
    public boolean publish(String topic, byte[] payload, int length, boolean retained) {
        var packet = new ByteArrayOutputStream();
        text(packet, topic);
        packet.write(payload, 0, length);
        return connected() && packet.size() <= largest && send(PUBLISH | (retained ? RETAIN : 0), packet.toByteArray());
    }

    public boolean subscribe(String topic) {
        return subscribe(topic, 0);
    }

    /** At most once (0) or at least once (1). */
    public boolean subscribe(String topic, int qos) {
        return connected() && (qos == 0 || qos == 1) && send(SUBSCRIBE, asking(topic, new byte[] {(byte) qos}));
    }

    public boolean unsubscribe(String topic) {
        return connected() && send(UNSUBSCRIBE, asking(topic, new byte[0]));
    }

    private byte[] asking(String topic, byte[] rest) {
        nextId = nextId % 65_535 + 1;
        var packet = new ByteArrayOutputStream();
        packet.write(nextId >> 8);
        packet.write(nextId);
        text(packet, topic);
        packet.writeBytes(rest);
        return packet.toByteArray();
    }

    /** Delivers what has come, and keeps the connection alive; false once it is lost. */
    public boolean loop() {
        if (!connected()) {
            return false;
        }
        while (state == MQTT_CONNECTED && client.available() > 0) {
            Packet packet = receive();
            if (packet == null) {
                return lost(MQTT_CONNECTION_LOST);
            }
            handle(packet);
        }
        long now = Arduino.millis();
        if (keepAliveSeconds > 0 && now - Math.min(lastSent, lastHeard) >= 1000L * keepAliveSeconds) {
            if (pingOpen) {
                return lost(MQTT_CONNECTION_TIMEOUT);
            }
            pingOpen = true;
            lastHeard = now;
            return send(PINGREQ, new byte[0]);
        }
        return connected();
    }

    private void handle(Packet packet) {
        byte[] body = packet.body();
        if (packet.type() == PINGRESP) {
            pingOpen = false;
        }
        if (packet.type() != PUBLISH || body.length < 2) {
            return;
        }
        int topicEnd = 2 + ((body[0] & 0xFF) << 8 | body[1] & 0xFF);
        boolean receipt = (packet.head() & QOS) == AT_LEAST_ONCE;
        int from = topicEnd + (receipt ? 2 : 0);
        if (from > body.length) {
            lost(MQTT_CONNECTION_LOST);
            return;
        }
        byte[] payload = Arrays.copyOfRange(body, from, body.length);
        if (receipt) {
            send(PUBACK, new byte[] {body[topicEnd], body[topicEnd + 1]});
        }
        callback.accept(new String(body, 2, topicEnd - 2, StandardCharsets.UTF_8), payload, payload.length);
    }

    private record Packet(int head, byte[] body) {
        int type() {
            return head & 0xF0;
        }
    }

    /** The next packet, an empty one in place of one that is too long; null if it does not come whole. */
    private Packet receive() {
        int head = next();
        if (head == TLS_ALERT) {
            answeredInTls = true; // no packet of a broker's begins so
            return null;
        }
        long length = 0;
        int shift = 0;
        for (int octet = 128; (octet & 128) != 0; shift += 7) {
            octet = next();
            if (octet < 0 || shift > 21) {
                return null;
            }
            length |= (long) (octet & 127) << shift;
        }
        if (head < 0) {
            return null;
        }
        lastHeard = Arduino.millis();
        if (length > largest) {
            for (byte[] away = new byte[4096]; length > 0; ) {
                int count = client.readBytes(away, (int) Math.min(away.length, length));
                if (count == 0) {
                    return null;
                }
                length -= count;
            }
            return new Packet(0, new byte[0]);
        }
        byte[] body = new byte[(int) length];
        return client.readBytes(body, body.length) == body.length ? new Packet(head, body) : null;
    }

    private int next() {
        byte[] one = new byte[1];
        return client.readBytes(one, 1) == 1 ? one[0] & 0xFF : -1;
    }

    private boolean send(int type, byte[] rest) {
        var packet = new ByteArrayOutputStream();
        packet.write(type);
        int length = rest.length;
        do {
            packet.write(length % 128 | (length > 127 ? 128 : 0));
            length /= 128;
        } while (length > 0);
        packet.writeBytes(rest);
        lastSent = Arduino.millis();
        return client.write(packet.toByteArray()) == packet.size() || lost(MQTT_CONNECTION_LOST);
    }

    private static void text(ByteArrayOutputStream into, String text) {
        byte[] bytes = CString.of(text).getBytes(StandardCharsets.UTF_8);
        into.write(bytes.length >> 8);
        into.write(bytes.length);
        into.writeBytes(bytes);
    }
}
