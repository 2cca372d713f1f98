package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.Lwip;
import io.github.wroom4j.mock.lwip.TcpState;
import io.github.wroom4j.mock.tls.AxtlsResult;
import io.github.wroom4j.mock.tls.FlashCertificates;
import io.github.wroom4j.mock.tls.TlsEvents;
import io.github.wroom4j.mock.tls.TlsSession;
import io.github.wroom4j.mock.tls.TlsStack;
import io.github.wroom4j.mock.tls.TlsWish;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The life of one SSL connection, a client's or an accepted one: espconn-sdk §8, heap of espconn-sdk §10.3. */
final class SecureLink implements TlsLayer, TlsEvents {
    /** Polls of two seconds without progress until a handshake is given up (espconn-sdk §8.5). */
    private static final int POLLS = 15;

    private static final int HANDSHAKE_TIMEOUT = -29;

    private final SdkCore sdk;
    private final SecureLinks links;
    private final EspconnLink link;
    private final SecureHeap heap;
    private final SecureSends sends;
    private final CpuQueue cpu;
    private TlsSession session;
    private boolean attached;
    private boolean raisedClock;
    private boolean failed;
    private boolean helloAcked;
    private boolean crashed;
    private int hsStatus;
    private int polls;
    private Lane.Timer poll;

    SecureLink(SdkCore sdk, SecureLinks links, EspconnLink link) {
        this.sdk = sdk;
        this.links = links;
        this.link = link;
        this.heap = new SecureHeap(sdk.chip().heap());
        this.sends = new SecureSends(link);
        this.cpu = new CpuQueue(sdk.lane());
    }

    /** What befalls this connection while the CPU computes, waits its turn. */
    @Override
    public CpuQueue cpu() {
        return cpu;
    }

    @Override
    public boolean isAttached() {
        return attached;
    }

    @Override
    public int hsStatus() {
        return hsStatus;
    }

    private boolean isServer() {
        return link.server != null;
    }

    private String side() {
        return isServer() ? "server" : "client";
    }

    private long now() {
        return sdk.lane().nanos();
    }

    // --- the connected hook (espconn-sdk §8.1 step 3) ----------------------------------------------------------------

    @Override
    public void tcpConnected() {
        attached = true;
        int size = isServer() ? links.serverSize() : links.clientSize();
        TlsStack.Block missing = heap.begin(links.tls().setupBlocks(size));
        if (missing != null && missing.fatal()) {
            // axTLS does not look whether it got its SSL object: store to offset 11 of NULL (espconn-sdk §8.5).
            crash("no heap for an SSL object of " + missing.size() + " bytes: store to NULL + 11");
            return;
        }
        if (missing != null) {
            link.attempt.event(
                    now(),
                    "no heap for " + missing.size() + " bytes (largest free block " + heap.largestFree()
                            + "): lwIP ignores the error, no ClientHello leaves, no callback comes until the peer"
                            + " closes");
            return;
        }
        if (sdk.chip().cpuMhz() == 80) {
            sdk.chip().cpuMhz(160);
            raisedClock = true;
        }
        if (isServer()) {
            Optional<TlsSession> serving =
                    links.serve(TlsWish.plain(size, sdk.chip().secrets()), this::toPeer, this);
            session = serving.orElseThrow(() -> new IllegalStateException("accepted, but not served"));
            link.attempt.event(now(), "waiting for a ClientHello");
        } else {
            session = links.tls().start(wish(size), this::toPeer, this);
            link.attempt.hello(now(), session.facts());
        }
        watch();
    }

    private TlsWish wish(int size) {
        TlsWish wish = TlsWish.plain(size, sdk.chip().secrets());
        SecureLinks.Authority authority = links.clientAuthority();
        if (authority.enabled) {
            List<byte[]> trusted = FlashCertificates.read(sdk.chip().flash(), authority.sector * 0x1000);
            link.attempt.trusting(trusted.size());
            link.attempt.event(
                    now(),
                    trusted.size() + " authorities read from flash sector 0x" + Integer.toHexString(authority.sector));
            wish = wish.trusting(trusted, sdk.chip().uptimeMicros(), Optional.empty());
        }
        SecureLinks.Authority identity = links.clientIdentity();
        if (identity.enabled) {
            // The certificate first, its key behind it: the SDK's tool has not been read, so the order is ours (weak).
            List<byte[]> own = FlashCertificates.read(sdk.chip().flash(), identity.sector * 0x1000);
            if (own.size() == 2) {
                wish = wish.as(own.subList(0, 1), own.get(1));
            }
        }
        return wish;
    }

    private void watch() {
        poll = sdk.lane().after(Lwip.POLL, () -> {
            if (session == null || session.isEstablished() || failed || link.isEnded()) {
                return;
            }
            if (++polls < POLLS) {
                watch();
                return;
            }
            hsStatus = HANDSHAKE_TIMEOUT;
            failed = true;
            link.attempt.failed(HANDSHAKE_TIMEOUT, hsStatus);
            link.attempt.event(now(), "no progress for " + POLLS + " polls of 2 s");
            freeSession();
            link.close();
        });
    }

    private void crash(String why) {
        crashed = true;
        int epc1 = 0x40240f3c;
        link.attempt.crashed(now(), "Fatal exception (29): " + why);
        sdk.chip()
                .print("Fatal exception (29):\n"
                        + String.format(
                                "epc1=0x%08x, epc2=0x00000000, epc3=0x00000000, excvaddr=0x0000000b, depc=0x00000000\n",
                                epc1));
        sdk.chip().reset(ResetInfo.exception(29, epc1, 0x0b));
    }

    // --- bytes ---------------------------------------------------------------------------------------------------

    private void toPeer(byte[] bytes) {
        sends.queue(bytes);
        cpu.whenFree(sends::flush);
    }

    @Override
    public void tcpReceived(byte[] bytes) {
        polls = 0;
        if (session == null || failed || crashed) {
            link.pcb().recved(bytes.length); // discarded, as after any non-zero hs_status
            return;
        }
        boolean inHandshake = !session.isEstablished();
        TlsSession mine = session;
        int result = mine.feed(bytes);
        link.attempt.facts(mine.facts());
        if (link.isEnded() || crashed) {
            return;
        }
        link.opened(bytes.length);
        if (result < 0 && !failed) {
            boolean shaking = inHandshake && !mine.isEstablished();
            cpu.whenFree(() -> failed(result, shaking));
        }
    }

    /** The rule of espconn-sdk §8.4: what the peer said is forgotten, only what was found here keeps its code. */
    private void failed(int result, boolean inHandshake) {
        if (failed) {
            return;
        }
        failed = true;
        sdk.chip().print(side() + (inHandshake ? " handshake failed\n" : "'s data invalid protocol\n"));
        hsStatus = inHandshake ? EspconnCodes.ESPCONN_HANDSHAKE : EspconnCodes.ESPCONN_SSL_INVALID_DATA;
        if (!AxtlsResult.isLocal(result)) {
            hsStatus = 0;
        }
        link.attempt.failed(result, hsStatus);
        link.attempt.cpu(sdk.chip().cpuMhz());
        sdk.post(this::closeMe);
    }

    /** Task signal 59. */
    private void closeMe() {
        if (link.isEnded()) {
            return;
        }
        if (sdk.release().secureSignalsReachTcpTask()) {
            link.attempt.event(
                    now(), "the signal to close was dropped: it went to the plain TCP task (P1, espconn-sdk §8.6)");
            return;
        }
        if (link.pcb().state() == TcpState.ESTABLISHED) {
            freeSession();
            link.close();
        }
    }

    @Override
    public void tcpFinished() {
        if (session != null && !failed && !session.isEstablished()) {
            link.attempt.event(now(), "the peer closed during the handshake, without an alert");
        }
    }

    @Override
    public void tcpSent(int bytes) {
        if (!helloAcked) {
            helloAcked = true;
            sdk.chip().print(side() + " handshake start.\n");
        }
        if (!sends.acknowledged(bytes) || !sends.isSending() || failed || session == null) {
            return;
        }
        if (sends.unsent() > 0) {
            sendRecord();
        } else {
            sends.drop();
            link.wasSent();
        }
    }

    // --- the application's data (espconn-sdk §7.4) -------------------------------------------------------------------

    @Override
    public void send(byte[] data, int length) {
        if (session == null || !session.isEstablished() || failed || data == null || length < 1 || length > 65_535) {
            sdk.observer()
                    .note("espconn_secure_send of " + length + " bytes did nothing: "
                            + (session != null && session.isEstablished() && !failed
                                    ? "there is nothing to send"
                                    : "the TLS connection does not stand"));
            return;
        }
        if (sends.isSending()) {
            sdk.observer()
                    .note("espconn_secure_send before sentcb: the rest of the first buffer (" + sends.unsent()
                            + " bytes) is lost");
        }
        sends.take(data, length);
        link.conn.state = EspconnCodes.ESPCONN_WRITE;
        sendRecord();
    }

    private void sendRecord() {
        int result = sends.next(session);
        if (result < 0) {
            failed(result, false);
        }
    }

    // --- what the TLS library reports ------------------------------------------------------------------------------

    @Override
    public void computing(int modulusBytes) {
        Duration time = sdk.chip().cpuTiming().rsa(modulusBytes, sdk.chip().cpuMhz());
        if (!time.isZero()) {
            link.attempt.event(
                    now(),
                    "the CPU computes RSA-" + 8 * modulusBytes + " for " + time.toMillis() + " ms at "
                            + sdk.chip().cpuMhz() + " MHz (assumed)");
            cpu.compute(time);
        }
    }

    @Override
    public void established() {
        cpu.whenFree(this::connected);
    }

    private void connected() {
        if (failed || link.isEnded()) {
            return;
        }
        if (poll != null) {
            poll.cancel();
        }
        heap.established(links.tls().sessionBlocks(session.facts().suite()));
        sdk.chip().print(side() + " handshake ok!\n");
        if (raisedClock) {
            sdk.chip().cpuMhz(80); // only success restores it (espconn-sdk §11)
        }
        link.attempt.established(now());
        link.attempt.cpu(sdk.chip().cpuMhz());
        link.conn.state = EspconnCodes.ESPCONN_CONNECT;
        espconn_connect_callback callback = link.conn.proto.tcp.connect_callback;
        if (callback != null) {
            sdk.callback("connect_callback", () -> callback.call(link.conn));
        }
    }

    @Override
    public void plaintext(byte[] bytes) {
        cpu.whenFree(() -> {
            if (!link.isEnded() && !failed) {
                link.handOut(bytes); // straight out of the TLS buffer: no block of its own (espconn-sdk §7.5)
            }
        });
    }

    @Override
    public void record(int type, int length) {
        link.attempt.record(length);
    }

    @Override
    public void alertReceived(int level, int description) {
        link.attempt.alertReceived(now(), level, description);
    }

    @Override
    public void alertSent(int level, int description) {
        link.attempt.alertSent(now(), level, description);
    }

    @Override
    public void chain(List<byte[]> certificates) {
        TlsStack.Block missing = heap.chain(links.tls().chainBlocks(certificates));
        if (missing != null) {
            crash("no heap for " + missing.size() + " bytes while the server's certificates were read");
        }
    }

    // --- the end -------------------------------------------------------------------------------------------------

    @Override
    public void closedByApplication() {
        freeSession(); // no close_notify leaves (espconn-sdk §7.3)
    }

    private void freeSession() {
        if (session != null) {
            session.free();
        }
        free();
    }

    @Override
    public void free() {
        attached = false;
        if (poll != null) {
            poll.cancel();
        }
        failed = true;
        sends.drop();
        cpu.clear();
        heap.free();
    }
}
