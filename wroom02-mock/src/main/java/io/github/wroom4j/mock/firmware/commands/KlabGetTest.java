package io.github.wroom4j.mock.firmware.commands;

import static io.github.wroom4j.mock.sdk.espconn_h.*;
import static io.github.wroom4j.mock.sdk.os_type.*;
import static io.github.wroom4j.mock.sdk.user_interface.*;

import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.sdk.esp_tcp;
import io.github.wroom4j.mock.sdk.espconn;
import io.github.wroom4j.mock.sdk.ip_addr_t;
import io.github.wroom4j.mock.sdk.ip_info;
import io.github.wroom4j.mock.sdk.os_timer_t;
import io.github.wroom4j.mock.sdk.station_config;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * KLab's {@code AT+GETTEST}: "GET /" over HTTP or HTTPS as one custom command on SDK 1.3.0, made with
 * {@code at_cmd_array_regist} and {@code espconn} alone, progress as debug text on UART0 (at-protocol §15).
 */
public final class KlabGetTest {
    private static final int BUFFER = 8192;
    private static final int CA_SECTOR = 0x65;
    private static final int LONGEST_HOST = 64;
    private static final String DEFAULT_HOST = "www.example.com";

    private final AtCore at;
    private final String ssid;
    private final String password;
    private final os_timer_t timer = new os_timer_t();
    private String host = DEFAULT_HOST;
    private boolean ssl;
    private boolean verify;
    private espconn conn;
    private ip_addr_t address;

    private KlabGetTest(AtCore at, String ssid, String password) {
        this.at = at;
        this.ssid = ssid;
        this.password = password;
    }

    /** Registers the command, as this build's {@code user_init} does after {@code ready}. */
    public static void register(AtCore at, String ssid, String password) {
        var test = new KlabGetTest(at, ssid, password);
        at.at_cmd_array_regist(List.of(new CustomCommand("+GETTEST", null, null, test::setup, p -> test.execute())));
    }

    private void execute() {
        host = DEFAULT_HOST;
        ssl = false;
        verify = false;
        // Never at_response_ok: this form has no final result at all.
        begin();
    }

    private void setup(Parameters p) {
        String text = p.text();
        if (text == null) {
            at.error();
            return;
        }
        host = text.substring(0, Math.min(text.length(), LONGEST_HOST));
        ssl = p.comma() && p.number() != 0;
        verify = ssl && p.comma() && p.number() != 0;
        begin();
        at.ok();
    }

    // ---- from here on as in C, on the SDK ----

    private void begin() {
        var info = new ip_info();
        wifi_get_ip_info(STATION_IF, info);
        if (info.ip.addr == 0) {
            os_printf("SDK version:%s\n", system_get_sdk_version());
            wifi_set_opmode(STATION_MODE);
            var config = new station_config();
            config.ssid = ssid;
            config.password = password;
            wifi_station_set_config(config);
            wifi_station_connect();
        }
        address = new ip_addr_t();
        os_timer_disarm(timer);
        os_timer_setfn(timer, arg -> awaitAddress(), null);
        os_timer_arm(timer, 100, false);
    }

    private void awaitAddress() {
        int status = wifi_station_get_connect_status();
        if (status == STATION_GOT_IP) {
            lookUp();
        } else if (status == STATION_WRONG_PASSWORD
                || status == STATION_NO_AP_FOUND
                || status == STATION_CONNECT_FAIL) {
            os_printf("connect fail !!! \n");
        } else {
            os_timer_arm(timer, 100, false);
        }
    }

    private void lookUp() {
        conn = new espconn();
        conn.type = ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        int code = espconn_gethostbyname(conn, host, address, (name, ip, arg) -> found(ip));
        if (code == ESPCONN_OK) {
            found(address);
        }
    }

    private void found(ip_addr_t ip) {
        if (ip == null || ip.addr == 0) {
            os_printf("user_dns_found NULL \n");
            return;
        }
        os_printf("user_dns_found %s \n", ip.toString());
        os_printf("connecting to [%s] use_ssl=%d\n", host, ssl ? 1 : 0);
        system_print_meminfo();
        os_printf("system_get_free_heap_size=%d\n", system_get_free_heap_size());
        System.arraycopy(ip.octets(), 0, conn.proto.tcp.remote_ip, 0, 4);
        conn.proto.tcp.local_port = espconn_port();
        conn.proto.tcp.remote_port = ssl ? 443 : 80;
        espconn_regist_connectcb(conn, arg -> connected());
        espconn_regist_reconcb(conn, (arg, code) -> os_printf("reconnect callback, error code %d !!! \n", code));
        if (!ssl) {
            espconn_connect(conn);
            return;
        }
        if (verify) {
            os_printf("espconn_secure_ca_enable=%d\n", espconn_secure_ca_enable(ESPCONN_CLIENT, CA_SECTOR) ? 1 : 0);
        } else {
            os_printf("espconn_secure_ca_disable=%d\n", espconn_secure_ca_disable(ESPCONN_CLIENT) ? 1 : 0);
        }
        espconn_secure_set_size(ESPCONN_CLIENT, BUFFER);
        os_printf("espconn_secure_set_size=%d\n", espconn_secure_get_size(ESPCONN_CLIENT));
        os_printf("start espconn_secure_connect\n");
        espconn_secure_connect(conn);
    }

    private static void system_print_meminfo() {
        // The addresses of a build of this size; only the heap's end is fixed by the chip (espconn-sdk §10.1).
        int heap = 0x3fff0000;
        os_printf("data  : 0x%x ~ 0x%x, len: %d\n", 0x3ffe8000, 0x3ffe8b44, 0xb44);
        os_printf("rodata: 0x%x ~ 0x%x, len: %d\n", 0x3ffe8b50, 0x3ffea2d0, 0x1780);
        os_printf("bss   : 0x%x ~ 0x%x, len: %d\n", 0x3ffea2d0, 0x3fff0000, 0x5d30);
        os_printf("heap  : 0x%x ~ 0x%x, len: %d\n", heap, 0x3fffc000, 0x3fffc000 - heap);
    }

    private void connected() {
        os_printf("connect succeed !!! \n");
        espconn_regist_recvcb(conn, (arg, data, length) -> received(data, length));
        espconn_regist_sentcb(conn, arg -> os_printf("tcp sent succeed !!! \n"));
        // Registered only here: an alert of the server's, which ends in disconcb, shows nothing.
        espconn_regist_disconcb(conn, arg -> os_printf("tcp disconnect succeed !!! \n"));
        byte[] request = ("GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        if (ssl) {
            espconn_secure_sent(conn, request, request.length);
        } else {
            espconn_sent(conn, request, request.length);
        }
    }

    private static void received(byte[] data, int length) {
        int end = 0;
        while (end < length && data[end] != 0) {
            end++;
        }
        os_printf("tcp recv !!! [%s]\n", new String(Arrays.copyOf(data, end), StandardCharsets.ISO_8859_1));
    }
}
