package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;

/**
 * lwIP's keep-alive of one connection: after the idle time without a segment from the peer a probe, then one each
 * interval; when the last has stayed without an answer, the connection is aborted. Probes never reach the host's
 * socket, whose peer is on the same machine; they are answered unless the station is away or acknowledgements are lost.
 */
final class KeepAlive {
    private final Netif ip;
    private final Duration idle;
    private final Duration interval;
    private final int count;
    private final Runnable abort;
    private int unanswered;
    private Lane.Timer timer;

    KeepAlive(Netif ip, Duration idle, Duration interval, int count, Runnable abort) {
        this.ip = ip;
        this.idle = idle;
        this.interval = interval;
        this.count = count;
        this.abort = abort;
        heard();
    }

    /** The peer was heard: the idle time begins anew. */
    void heard() {
        unanswered = 0;
        next(idle);
    }

    private void next(Duration delay) {
        stop();
        timer = ip.lane().after(delay, this::probe);
    }

    private void probe() {
        if (unanswered >= count) {
            // Aborted, and not because data ran out of retransmissions: -8, not -3 (espconn-sdk §4.4).
            abort.run();
            return;
        }
        if (ip.isUp() && !ip.conditions().acksLost()) {
            heard();
            return;
        }
        unanswered++;
        next(interval);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
