package io.github.wroom4j.tls;

import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a connection wants of TLS: made by a {@link Builder}, and never changed after. The defaults: no trust (refused before
 * TCP), TLS 1.2 and 1.3, SNI, modern suites.
 */
public final class TlsSettings {
    /** TLS 1.0, legacy. */
    public static final int TLS10 = 0x0301;
    /** TLS 1.1, legacy. */
    public static final int TLS11 = 0x0302;
    /** TLS 1.2. */
    public static final int TLS12 = 0x0303;
    /** TLS 1.3. */
    public static final int TLS13 = 0x0304;

    /** The defaults; trust must still be given. */
    public static final TlsSettings DEFAULT = builder().build();

    /** A copy of our own, so it does not change any more. */
    private final Builder chosen;

    private TlsSettings(Builder chosen) {
        this.chosen = chosen;
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these settings. */
    public Builder toBuilder() {
        return new Builder(chosen);
    }

    /** Whom to believe. */
    public TrustPolicy trust() {
        return chosen.trust;
    }

    /** The name for SNI and certificate where it is not the one connected to. */
    public Optional<String> serverName() {
        return chosen.serverName;
    }

    /** Whether SNI is sent (never for an address). */
    public boolean serverNameIndication() {
        return chosen.serverNameIndication;
    }

    /** Whether the certificate must bear the name; false only where there is none to compare. */
    public boolean checkName() {
        return chosen.checkName;
    }

    /** Lowest version, {@code 0x0301} … {@code 0x0304}. */
    public int leastVersion() {
        return chosen.leastVersion;
    }

    /** Highest version. */
    public int mostVersion() {
        return chosen.mostVersion;
    }

    /** Suites to offer, in this order; empty offers the default list. */
    public Optional<List<Integer>> suites() {
        return chosen.suites;
    }

    /** Protocols to offer, best first. */
    public List<String> alpn() {
        return chosen.alpn;
    }

    /** Chain and key to present when the server asks. */
    public Optional<ClientKey> clientKey() {
        return chosen.clientKey;
    }

    /** Maximum fragment length to ask for: 512, 1024, 2048 or 4096. */
    public OptionalInt fragmentLength() {
        return chosen.fragmentLength;
    }

    /** For TLS in the module: the record buffer wanted, clamped to what the firmware takes. */
    public OptionalInt moduleBuffer() {
        return chosen.moduleBuffer;
    }

    /** For TLS in the module: present the certificate flashed into it. */
    public boolean moduleClientCertificate() {
        return chosen.moduleClientCertificate;
    }

    /** Where a TLS 1.2 session is kept for resumption. */
    public Optional<SavedSession> session() {
        return chosen.session;
    }

    /** The time at which certificates are judged. */
    public InstantSource time() {
        return chosen.time;
    }

    /** Whether that time was fixed by the user, which no module can honour. */
    public boolean timeIsFixed() {
        return chosen.timeIsFixed;
    }

    /** Collects settings. */
    public static final class Builder {
        private TrustPolicy trust = new TrustPolicy.Unset();
        private Optional<String> serverName = Optional.empty();
        private boolean serverNameIndication = true;
        private boolean checkName = true;
        private int leastVersion = TLS12;
        private int mostVersion = TLS13;
        private Optional<List<Integer>> suites = Optional.empty();
        private List<String> alpn = List.of();
        private Optional<ClientKey> clientKey = Optional.empty();
        private OptionalInt fragmentLength = OptionalInt.empty();
        private OptionalInt moduleBuffer = OptionalInt.empty();
        private boolean moduleClientCertificate;
        private Optional<SavedSession> session = Optional.empty();
        private InstantSource time = Clock.systemUTC();
        private boolean timeIsFixed;

        private Builder() {}

        private Builder(Builder from) {
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
            suites = Optional.ofNullable(value).map(List::copyOf);
            return this;
        }

        /** Protocols to offer. */
        public Builder alpn(List<String> value) {
            alpn = List.copyOf(value);
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

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if the versions are turned round or unknown, if a fragment length is none of the
         *     four, or if a protocol of ALPN is empty, too long or not printable
         */
        public TlsSettings build() {
            Objects.requireNonNull(trust);
            Objects.requireNonNull(time);
            if (leastVersion < TLS10 || mostVersion > TLS13 || leastVersion > mostVersion) {
                throw new IllegalArgumentException(String.format(
                        "versions are 0x0301 … 0x0304 and not turned round: 0x%04x … 0x%04x",
                        leastVersion, mostVersion));
            }
            if (fragmentLength.isPresent() && !List.of(512, 1024, 2048, 4096).contains(fragmentLength.getAsInt())) {
                throw new IllegalArgumentException(
                        "a maximum fragment length is 512, 1024, 2048 or 4096, not " + fragmentLength.getAsInt());
            }
            for (String protocol : alpn) {
                if (protocol.isEmpty()
                        || protocol.length() > 255
                        || protocol.chars().anyMatch(c -> c < 32 || c > 126)) {
                    throw new IllegalArgumentException("an ALPN protocol has 1 … 255 printable characters: '"
                            + protocol.replaceAll("\\p{Cntrl}", "?") + "'");
                }
            }
            return new TlsSettings(new Builder(this));
        }
    }
}
