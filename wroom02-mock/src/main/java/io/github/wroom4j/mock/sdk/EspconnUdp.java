package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.Reach;
import io.github.wroom4j.mock.lwip.UdpPcb;
import io.github.wroom4j.mock.radio.Ip4;
import java.util.LinkedHashMap;
import java.util.Map;

/** espconn over UDP: {@code espconn_create}, send, receive, delete (espconn-sdk §4.5). */
final class EspconnUdp {
    private final SdkCore sdk;
    private final EspconnLinks links;
    private final Map<espconn, Port> ports = new LinkedHashMap<>();

    private record Port(UdpPcb pcb, int heap) {}

    EspconnUdp(SdkCore sdk, EspconnLinks links) {
        this.sdk = sdk;
        this.links = links;
    }

    int create(espconn conn) {
        if (conn == null || conn.type != EspconnCodes.ESPCONN_UDP || conn.proto.udp == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        for (espconn other : ports.keySet()) {
            if (other == conn || other.proto.udp.local_port == conn.proto.udp.local_port) {
                return EspconnCodes.ESPCONN_ISCONN;
            }
        }
        int heap = sdk.chip().heap().malloc(EspconnLinks.MSG_SIZE);
        if (heap == 0) {
            return EspconnCodes.ESPCONN_MEM;
        }
        int port = conn.proto.udp.local_port;
        UdpPcb pcb = sdk.ip().udp(links.isDrawn(port) ? 0 : port, (from, bytes) -> received(conn, from, bytes));
        if (pcb.bind() != Lwip.ERR_OK) {
            sdk.chip().heap().free(heap);
            return EspconnCodes.ESPCONN_ISCONN;
        }
        ports.put(conn, new Port(pcb, heap));
        return EspconnCodes.ESPCONN_OK;
    }

    boolean owns(espconn conn) {
        return ports.containsKey(conn);
    }

    int send(espconn conn, byte[] data, int length) {
        Port port = ports.get(conn);
        esp_udp udp = conn.proto.udp;
        int sent = 0;
        while (sent < length) {
            // One datagram carries at most 1460 bytes.
            int n = Math.min(Lwip.MSS, length - sent);
            int result = port.pcb.send(Ip4.of(udp.remote_ip), udp.remote_port, data, sent, n);
            if (result != Lwip.ERR_OK) {
                return result;
            }
            sent += n;
        }
        sdk.post(() -> {
            if (ports.containsKey(conn) && conn.sent_callback != null) {
                sdk.callback("sent_callback", () -> conn.sent_callback.call(conn));
            }
        });
        return EspconnCodes.ESPCONN_OK;
    }

    private void received(espconn conn, Reach.Endpoint from, byte[] bytes) {
        System.arraycopy(from.ip().octets(), 0, conn.proto.udp.remote_ip, 0, 4);
        conn.proto.udp.remote_port = from.port();
        if (conn.recv_callback != null) {
            sdk.callback("recv_callback", () -> conn.recv_callback.call(conn, bytes, bytes.length));
        }
    }

    int delete(espconn conn) {
        Port port = ports.remove(conn);
        if (port == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        port.pcb.close();
        sdk.chip().heap().free(port.heap);
        return EspconnCodes.ESPCONN_OK;
    }
}
