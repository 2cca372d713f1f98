package io.github.wroom4j.sketches;

import static io.github.wroom4j.mock.sdk.espconn_h.*;
import static io.github.wroom4j.mock.sdk.os_type.*;
import static io.github.wroom4j.mock.sdk.user_interface.*;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.sdk.Explanation;
import io.github.wroom4j.mock.sdk.HeapModel;
import io.github.wroom4j.mock.sdk.SdkRelease;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import io.github.wroom4j.mock.sdk.ip_addr_t;
import io.github.wroom4j.mock.sdk.ip_info;
import io.github.wroom4j.mock.sdk.os_timer_t;
import io.github.wroom4j.mock.sdk.station_config;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The story that this project comes from, call for call: an SSL client on SDK 1.3.0, in 2015. It starts its own module
 * and its own servers; where the C program saw silence, the module's observer shows what had happened.
 */
public class EspconnSslClient extends Sketch {
    private static final String HOST = "www.example.com";

    /** What the client tries: a buffer, against a server. */
    private record Act(String title, int size, int port) {}

    private final espconn conn = new espconn();
    private final ip_addr_t server_ip = new ip_addr_t();
    private final os_timer_t check_timer = new os_timer_t();
    private MockWroom02 module;
    private List<LegacyTlsServer> servers;
    private List<Act> acts;
    private int act;
    private volatile boolean over;

    @Override
    public void setup() {
        Serial.begin(115200);
        Identity server = DemoAuthority.create().issueChainOf(3500, Leaf.forHost(HOST));
        servers = List.of(
                LegacyTlsServer.ofTheOldDays(server).start(),
                LegacyTlsServer.onlyEcdhe(server).start(),
                LegacyTlsServer.onlyTls12(server).start());
        int old = servers.get(0).port();
        acts = List.of(
                new Act("buffer 8192, a server that speaks TLS 1.1", 8192, old),
                new Act("buffer 2048, the default; its certificates take 3.5 KB", 2048, old),
                new Act("buffer 5120", 5120, old),
                new Act("a server with ECDHE suites only", 5120, servers.get(1).port()),
                new Act("a server with TLS 1.2 only", 5120, servers.get(2).port()));
        module = MockWroom02.builder()
                .profile("at-0.40")
                .sdk(SdkRelease.P0)
                .heap(HeapModel.ARDUINO_SEED)
                .accessPoint("wroom4j", "arduino-java")
                .route(HOST + ":443", "127.0.0.1:" + old)
                .build();
        Serial.println("A module of its own: SDK 1.3.0 of 2015-08-08, " + HeapModel.ARDUINO_SEED.free()
                + " bytes of heap free; " + HOST + ":443 is routed to servers on this machine.");
        raise();
    }

    /** Lets the curtain up: from here on it is the article's program. */
    private void raise() {
        Serial.println("--- " + acts.get(act).title());
        over = false;
        module.reach().route(HOST + ":443", "127.0.0.1:" + acts.get(act).port());
        module.run(this::user_init);
    }

    @Override
    public void loop() {
        if (!over) {
            delay(5);
            return;
        }
        module.observer().last().ifPresent(seen -> Explanation.lines(seen).forEach(l -> Serial.println("    " + l)));
        if (++act < acts.size()) {
            raise();
            return;
        }
        module.close();
        servers.forEach(LegacyTlsServer::close);
        exit(0);
    }

    // --- as in C -------------------------------------------------------------------------------------------------

    private void user_init() {
        default_certificate(null, 0);
        default_private_key(null, 0);
        wifi_set_opmode(STATION_MODE);
        var config = new station_config();
        config.ssid = "wroom4j";
        config.password = "arduino-java";
        wifi_station_set_config(config);
        os_timer_disarm(check_timer);
        os_timer_setfn(check_timer, this::user_check_ip, null);
        os_timer_arm(check_timer, 100, false);
    }

    private void user_check_ip(Object arg) {
        var info = new ip_info();
        wifi_get_ip_info(STATION_IF, info);
        if (wifi_station_get_connect_status() != STATION_GOT_IP || info.ip.addr == 0) {
            wifi_station_connect();
            os_timer_arm(check_timer, 100, false);
            return;
        }
        espconn_gethostbyname(conn, HOST, server_ip, this::user_dns_found);
    }

    private void user_dns_found(String name, ip_addr_t ip, Object arg) {
        if (ip == null) {
            Serial.println("user_dns_found NULL");
            over = true;
            return;
        }
        conn.type = ESPCONN_TCP;
        conn.state = ESPCONN_NONE;
        conn.proto.tcp = new esp_tcp();
        conn.proto.tcp.local_port = espconn_port();
        conn.proto.tcp.remote_port = 443;
        System.arraycopy(ip.octets(), 0, conn.proto.tcp.remote_ip, 0, 4);
        espconn_regist_connectcb(conn, this::user_tcp_connect_cb);
        espconn_regist_reconcb(conn, this::user_tcp_recon_cb);
        espconn_regist_disconcb(conn, this::user_tcp_discon_cb);
        espconn_secure_set_size(ESPCONN_CLIENT, acts.get(act).size());
        int result = espconn_secure_connect(conn);
        Serial.println("espconn_secure_connect() = " + result);
        over = result != 0;
    }

    private void user_tcp_connect_cb(Object arg) {
        Serial.println("user_tcp_connect_cb");
        espconn_regist_recvcb(conn, this::user_tcp_recv_cb);
        byte[] request = ("GET / HTTP/1.0\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        espconn_secure_sent(conn, request, request.length);
    }

    private void user_tcp_recv_cb(Object arg, byte[] pdata, int len) {
        Serial.println("user_tcp_recv_cb " + len);
        Serial.println(new String(pdata, 0, len, StandardCharsets.UTF_8));
    }

    private void user_tcp_recon_cb(Object arg, int err) {
        Serial.println("user_tcp_recon_cb " + err);
        over = true;
    }

    private void user_tcp_discon_cb(Object arg) {
        Serial.println("user_tcp_discon_cb");
        over = true;
    }
}
