package io.github.wroom4j.mock.sdk;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application's connection: keeps a diary of its callbacks. */
final class Client {
    final espconn conn = new espconn();
    final List<String> diary = new CopyOnWriteArrayList<>();
    final java.io.ByteArrayOutputStream received = new java.io.ByteArrayOutputStream();
    private final Lab lab;
    private final boolean secure;
    volatile int returned = 99;

    private Client(Lab lab, boolean secure, int port) {
        this.lab = lab;
        this.secure = secure;
        conn.type = espconn_h.ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        conn.proto.tcp.remote_port = port;
        conn.proto.tcp.remote_ip[0] = 127;
        conn.proto.tcp.remote_ip[3] = 1;
        espconn_h.espconn_regist_connectcb(conn, arg -> diary.add("connectcb"));
        espconn_h.espconn_regist_reconcb(conn, (arg, err) -> diary.add("reconcb(" + err + ")"));
        espconn_h.espconn_regist_disconcb(conn, arg -> diary.add("disconcb"));
        espconn_h.espconn_regist_sentcb(conn, arg -> diary.add("sentcb"));
        espconn_h.espconn_regist_recvcb(conn, (arg, data, len) -> {
            diary.add("recvcb");
            synchronized (received) {
                received.write(data, 0, len);
            }
        });
    }

    static Client plain(Lab lab, int port) {
        return new Client(lab, false, port);
    }

    static Client secure(Lab lab, int port) {
        return new Client(lab, true, port);
    }

    Client connect() {
        lab.run(() -> {
            conn.proto.tcp.local_port = espconn_h.espconn_port();
            returned = secure ? espconn_h.espconn_secure_connect(conn) : espconn_h.espconn_connect(conn);
        });
        return this;
    }

    int send(byte[] data, int length) {
        return lab.call(() -> secure
                ? espconn_h.espconn_secure_send(conn, data, length)
                : espconn_h.espconn_send(conn, data, length));
    }

    int send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return send(bytes, bytes.length);
    }

    int disconnect() {
        return lab.call(() -> secure ? espconn_h.espconn_secure_disconnect(conn) : espconn_h.espconn_disconnect(conn));
    }

    String text() {
        synchronized (received) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    boolean has(String entry) {
        return diary.contains(entry);
    }

    /** Waits for an end or for that entry, and gives the diary without repetitions. */
    List<String> until(String entry) {
        Lab.await(() -> has(entry) || isOver());
        return diary.stream().distinct().toList();
    }

    boolean isOver() {
        return diary.stream().anyMatch(e -> e.equals("disconcb") || e.startsWith("reconcb"));
    }

    /** The entry of its end. */
    String end() {
        Lab.await(this::isOver);
        return diary.get(diary.size() - 1);
    }
}
