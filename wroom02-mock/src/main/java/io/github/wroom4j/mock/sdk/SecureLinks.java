package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.tls.TlsEvents;
import io.github.wroom4j.mock.tls.TlsSession;
import io.github.wroom4j.mock.tls.TlsStack;
import io.github.wroom4j.mock.tls.TlsWish;
import java.util.Arrays;
import java.util.Optional;

/** {@code espconn_secure_*}: sizes, authorities, the heap gate and the return codes of espconn-sdk §7. */
final class SecureLinks implements EspconnLinks.Tls {
    /** The lower bound that the binary enforces, against the documents (espconn-sdk §7.1). */
    static final int MIN_SIZE = 2048;

    private final SdkCore sdk;
    private final Wifi wifi;
    private final EspconnLinks links;
    private final TlsStack tls;
    private int clientSize = MIN_SIZE;
    private int serverSize = MIN_SIZE;
    private final Authority client = new Authority();
    private final Authority server = new Authority();
    private final Authority identity = new Authority();
    private boolean used;
    private boolean certificateDeclared;
    private boolean keyDeclared;
    private boolean noted;
    private byte[] certificate;
    private byte[] key;

    /** Where the trusted certificates lie in flash, and whether they are looked at. */
    static final class Authority {
        int sector;
        boolean enabled;
    }

    SecureLinks(SdkCore sdk, Wifi wifi, EspconnLinks links, TlsStack tls) {
        this.sdk = sdk;
        this.wifi = wifi;
        this.links = links;
        this.tls = tls;
    }

    TlsStack tls() {
        return tls;
    }

    @Override
    public boolean wasUsed() {
        return used;
    }

    /** Where our own certificate and key lie, and whether servers that ask are shown it. */
    Authority clientIdentity() {
        return identity;
    }

    Authority clientAuthority() {
        return client;
    }

    int clientSize() {
        return clientSize;
    }

    boolean setSize(int level, int size) {
        if (level < EspconnCodes.ESPCONN_CLIENT
                || level > EspconnCodes.ESPCONN_BOTH
                || size < MIN_SIZE
                || size > tls.bufferLimit()) {
            return false;
        }
        if ((level & EspconnCodes.ESPCONN_CLIENT) != 0) {
            clientSize = size;
        }
        if ((level & EspconnCodes.ESPCONN_SERVER) != 0) {
            serverSize = size;
        }
        return true;
    }

    int getSize(int level) {
        return switch (level) {
            case EspconnCodes.ESPCONN_CLIENT -> clientSize;
            case EspconnCodes.ESPCONN_SERVER -> serverSize;
            case EspconnCodes.ESPCONN_BOTH -> clientSize == serverSize ? clientSize : EspconnCodes.ESPCONN_ARG;
            default -> EspconnCodes.ESPCONN_ARG;
        };
    }

    boolean authority(int level, int sector, boolean enable) {
        if (level < EspconnCodes.ESPCONN_CLIENT || level > EspconnCodes.ESPCONN_BOTH || enable && sector == 0) {
            return false;
        }
        if ((level & EspconnCodes.ESPCONN_CLIENT) != 0) {
            set(client, sector, enable);
        }
        if ((level & EspconnCodes.ESPCONN_SERVER) != 0) {
            set(server, sector, enable);
        }
        return true;
    }

    boolean certificateRequest(int level, int sector, boolean enable) {
        if (level != EspconnCodes.ESPCONN_CLIENT || enable && sector == 0) {
            return false;
        }
        set(identity, sector, enable);
        return true;
    }

    private static void set(Authority authority, int sector, boolean enable) {
        authority.enabled = enable;
        if (enable) {
            authority.sector = sector & 0xFF; // uint8 in 1.3.0: the first megabyte only; disabling keeps it
        }
    }

    int declareCertificate(byte[] bytes, int length) {
        if (length < 0 || length > (bytes == null ? 0 : bytes.length)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        certificateDeclared = true;
        certificate = length == 0 ? null : Arrays.copyOf(bytes, length);
        return EspconnCodes.ESPCONN_OK;
    }

    int declareKey(byte[] bytes, int length) {
        if (length < 0 || length > (bytes == null ? 0 : bytes.length)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        keyDeclared = true;
        key = length == 0 ? null : Arrays.copyOf(bytes, length);
        return EspconnCodes.ESPCONN_OK;
    }

    /** {@code espconn_secure_accept}: ARG, MEM, ISCONN in that order, one SSL server at most (espconn-sdk §7.7). */
    int accept(espconn conn) {
        if (!EspconnLinks.isTcp(conn)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        use();
        String trouble = identityTrouble();
        if (trouble != null) {
            sdk.observer().note("espconn_secure_accept cannot serve: " + trouble);
            return EspconnCodes.ESPCONN_ARG;
        }
        int free = sdk.chip().heap().freeSize();
        long needed = tls.heapNeeded(serverSize);
        if (free <= needed) {
            // MEM stands before ISCONN in espconn-sdk §7.7 without its rule: taken to be the client's gate, with the
            // server's size.
            sdk.observer()
                    .note("espconn_secure_accept: a buffer of " + serverSize + " wants more than " + needed
                            + " bytes of free heap, " + free + " are free");
            return EspconnCodes.ESPCONN_MEM;
        }
        return links.accept(conn, true);
    }

    /** What is wrong with the module's own certificate and key; null if nothing is. */
    private String identityTrouble() {
        if (certificate == null || key == null) {
            return "default_certificate and default_private_key are missing: give both, DER, the key as PKCS#1"
                    + " (espconn_h.default_certificate and default_private_key)";
        }
        try {
            return serve(TlsWish.plain(serverSize, sdk.chip().secrets()), bytes -> {}, new NoEvents())
                            .isPresent()
                    ? null
                    : "this firmware's TLS library serves nothing";
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Begins to serve a connection with the module's own certificate. */
    Optional<TlsSession> serve(TlsWish wish, TlsStack.ByteSink toPeer, TlsEvents events) {
        return tls.serve(wish, certificate, key, toPeer, events);
    }

    private static final class NoEvents implements TlsEvents {
        @Override
        public void established() {}

        @Override
        public void plaintext(byte[] bytes) {}
    }

    /** Whether the one SSL connection, a client's or a server's, exists. */
    boolean isSlotTaken() {
        return links.active().anyMatch(link -> link.secure != null && link.secure.isAttached());
    }

    int serverSize() {
        return serverSize;
    }

    private void use() {
        used = true;
        if (!(certificateDeclared && keyDeclared) && !noted && !sdk.release().certificateSetters()) {
            noted = true;
            sdk.observer()
                    .note("in C this program would not link: SDK "
                            + sdk.release().name()
                            + " needs default_certificate, default_certificate_len, default_private_key and"
                            + " default_private_key_len to be defined, for a client as null and 0"
                            + " (espconn_h.default_certificate(null, 0), default_private_key(null, 0))");
        }
    }

    /** {@code espconn_secure_connect}, checks in the order of espconn-sdk §7.2. */
    int connect(espconn conn) {
        if (!EspconnLinks.isTcp(conn)) {
            return EspconnCodes.ESPCONN_ARG;
        }
        use();
        int route = wifi.routeTo(Ip4.of(conn.proto.tcp.remote_ip));
        if (route != 0) {
            return route;
        }
        Attempt attempt = sdk.observer().begin(sdk.release(), sdk.lane().nanos(), conn, true);
        int free = sdk.chip().heap().freeSize();
        long needed = tls.heapNeeded(clientSize);
        attempt.gate(clientSize, free, needed);
        if (free <= needed) {
            attempt.refused(EspconnCodes.ESPCONN_MEM, "free heap " + free + " does not exceed " + needed);
            return EspconnCodes.ESPCONN_MEM;
        }
        // The slot is taken only once TCP stands: two calls back to back both pass (espconn-sdk §7.2, "Hole").
        if (isSlotTaken()) {
            attempt.refused(EspconnCodes.ESPCONN_ISCONN, "an earlier link still holds the only SSL slot");
            return EspconnCodes.ESPCONN_ISCONN;
        }
        EspconnLink link = links.open(conn, attempt);
        if (link == null) {
            return EspconnCodes.ESPCONN_MEM;
        }
        link.secure = new SecureLink(sdk, this, link);
        return EspconnCodes.ESPCONN_OK;
    }

    int send(espconn conn, byte[] data, int length) {
        EspconnLink link = EspconnLinks.isTcp(conn) ? links.find(conn) : null;
        if (link == null || link.secure == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.secure.send(data, length);
        return EspconnCodes.ESPCONN_OK;
    }

    int disconnect(espconn conn) {
        EspconnLink link = EspconnLinks.isTcp(conn) ? links.find(conn) : null;
        if (link == null || link.secure == null) {
            return EspconnCodes.ESPCONN_ARG;
        }
        link.attempt.event(sdk.lane().nanos(), "closed by the application");
        link.secure.closedByApplication();
        link.close();
        return EspconnCodes.ESPCONN_OK;
    }

    /** What reconcb gets for a failed TCP connection: P1's plain task ignores hs_status (espconn-sdk §8.6). */
    @Override
    public int codeForError(EspconnLink link, int tcpCode) {
        int status = link.secure.hsStatus();
        return sdk.release().secureSignalsReachTcpTask() || status == 0 ? tcpCode : status;
    }

    /** What the task makes of a closed connection: 0 for disconcb. */
    @Override
    public int codeForClose(EspconnLink link) {
        return sdk.release().secureSignalsReachTcpTask() ? 0 : link.secure.hsStatus();
    }

    @Override
    public TlsLayer layer(EspconnLink link) {
        return new SecureLink(sdk, this, link);
    }
}
