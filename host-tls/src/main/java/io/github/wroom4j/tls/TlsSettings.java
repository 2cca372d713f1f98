package io.github.wroom4j.tls;

import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a connection wants of TLS. The defaults: no trust (refused before TCP), TLS 1.2 and 1.3, SNI, modern suites.
 *
 * @param trust whom to believe
 * @param serverName the name for SNI and certificate where it is not the one connected to
 * @param serverNameIndication whether SNI is sent (never for an address)
 * @param checkName whether the certificate must bear the name; false only where there is none to compare
 * @param leastVersion lowest version, {@code 0x0301} … {@code 0x0304}
 * @param mostVersion highest version
 * @param suites suites to offer, in this order; empty offers the default list
 * @param alpn protocols to offer, best first
 * @param clientKey chain and key to present when the server asks
 * @param fragmentLength maximum fragment length to ask for: 512, 1024, 2048 or 4096
 * @param moduleBuffer for TLS in the module: the record buffer wanted, clamped to what the firmware takes
 * @param moduleClientCertificate for TLS in the module: present the certificate flashed into it
 * @param session where a TLS 1.2 session is kept for resumption
 * @param time the time at which certificates are judged
 * @param timeIsFixed whether that time was fixed by the user, which no module can honour
 */
public record TlsSettings(
        TrustPolicy trust,
        Optional<String> serverName,
        boolean serverNameIndication,
        boolean checkName,
        int leastVersion,
        int mostVersion,
        Optional<List<Integer>> suites,
        List<String> alpn,
        Optional<ClientKey> clientKey,
        OptionalInt fragmentLength,
        OptionalInt moduleBuffer,
        boolean moduleClientCertificate,
        Optional<SavedSession> session,
        InstantSource time,
        boolean timeIsFixed) {

    /** TLS 1.0, legacy. */
    public static final int TLS10 = 0x0301;
    /** TLS 1.1, legacy. */
    public static final int TLS11 = 0x0302;
    /** TLS 1.2. */
    public static final int TLS12 = 0x0303;
    /** TLS 1.3. */
    public static final int TLS13 = 0x0304;

    /** The defaults; trust must still be given. */
    public static final TlsSettings DEFAULT = new TlsSettings(
            new TrustPolicy.Unset(),
            Optional.empty(),
            true,
            true,
            TLS12,
            TLS13,
            Optional.empty(),
            List.of(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            Optional.empty(),
            Clock.systemUTC(),
            false);

    public TlsSettings {
        Objects.requireNonNull(trust);
        Objects.requireNonNull(time);
        if (leastVersion < TLS10 || mostVersion > TLS13 || leastVersion > mostVersion) {
            throw new IllegalArgumentException(String.format(
                    "versions are 0x0301 … 0x0304 and not turned round: 0x%04x … 0x%04x", leastVersion, mostVersion));
        }
        if (fragmentLength.isPresent() && !List.of(512, 1024, 2048, 4096).contains(fragmentLength.getAsInt())) {
            throw new IllegalArgumentException(
                    "a maximum fragment length is 512, 1024, 2048 or 4096, not " + fragmentLength.getAsInt());
        }
        suites = suites.map(List::copyOf);
        alpn = List.copyOf(alpn);
        for (String protocol : alpn) {
            if (protocol.isEmpty()
                    || protocol.length() > 255
                    || protocol.chars().anyMatch(c -> c < 32 || c > 126)) {
                throw new IllegalArgumentException("an ALPN protocol has 1 … 255 printable characters: '"
                        + protocol.replaceAll("\\p{Cntrl}", "?") + "'");
            }
        }
    }

    /** These settings with another trust. */
    public TlsSettings withTrust(TrustPolicy other) {
        return toBuilder().trust(other).build();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** A builder that begins with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Collects settings. */
    public static final class Builder {
        private TrustPolicy trust;
        private Optional<String> serverName;
        private boolean serverNameIndication;
        private boolean checkName;
        private int leastVersion;
        private int mostVersion;
        private Optional<List<Integer>> suites;
        private List<String> alpn;
        private Optional<ClientKey> clientKey;
        private OptionalInt fragmentLength;
        private OptionalInt moduleBuffer;
        private boolean moduleClientCertificate;
        private Optional<SavedSession> session;
        private InstantSource time;
        private boolean timeIsFixed;

        private Builder(TlsSettings from) {
            trust = from.trust;
            serverName = from.serverName;
            serverNameIndication = from.serverNameIndication;
            checkName = from.checkName;
            leastVersion = from.leastVersion;
            mostVersion = from.mostVersion;
            suites = from.suites;
            alpn = from.alpn;
            clientKey = from.clientKey;
            fragmentLength = from.fragmentLength;
            moduleBuffer = from.moduleBuffer;
            moduleClientCertificate = from.moduleClientCertificate;
            session = from.session;
            time = from.time;
            timeIsFixed = from.timeIsFixed;
        }

        /** Whom to believe. */
        public Builder trust(TrustPolicy value) {
            trust = value;
            return this;
        }

        /** A name for SNI and certificate other than the one connected to; null for none. */
        public Builder serverName(String value) {
            serverName = Optional.ofNullable(value);
            return this;
        }

        /** Whether SNI is sent. */
        public Builder serverNameIndication(boolean value) {
            serverNameIndication = value;
            return this;
        }

        /** Whether the certificate must bear the name. */
        public Builder checkName(boolean value) {
            checkName = value;
            return this;
        }

        /** Lowest and highest version. */
        public Builder versions(int least, int most) {
            leastVersion = least;
            mostVersion = most;
            return this;
        }

        /** Suites to offer; null for the default list. */
        public Builder suites(List<Integer> value) {
            suites = Optional.ofNullable(value);
            return this;
        }

        /** Protocols to offer. */
        public Builder alpn(List<String> value) {
            alpn = value;
            return this;
        }

        /** Chain and key of this client; null for none. */
        public Builder clientKey(ClientKey value) {
            clientKey = Optional.ofNullable(value);
            return this;
        }

        /** Maximum fragment length to ask for; 0 for none. */
        public Builder fragmentLength(int value) {
            fragmentLength = value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
            return this;
        }

        /** Record buffer in the module; 0 leaves the firmware's. */
        public Builder moduleBuffer(int value) {
            moduleBuffer = value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
            return this;
        }

        /** Whether the module presents its flashed certificate. */
        public Builder moduleClientCertificate(boolean value) {
            moduleClientCertificate = value;
            return this;
        }

        /** Where a session is kept; null for nowhere. */
        public Builder session(SavedSession value) {
            session = Optional.ofNullable(value);
            return this;
        }

        /** The time at which certificates are judged. */
        public Builder time(InstantSource value) {
            time = value;
            return this;
        }

        /** A fixed time of validation; null returns to the clock. */
        public Builder fixedTime(java.time.Instant value) {
            timeIsFixed = value != null;
            time = value == null ? Clock.systemUTC() : InstantSource.fixed(value);
            return this;
        }

        /** The settings. */
        public TlsSettings build() {
            return new TlsSettings(
                    trust,
                    serverName,
                    serverNameIndication,
                    checkName,
                    leastVersion,
                    mostVersion,
                    suites,
                    alpn,
                    clientKey,
                    fragmentLength,
                    moduleBuffer,
                    moduleClientCertificate,
                    session,
                    time,
                    timeIsFixed);
        }
    }
}
