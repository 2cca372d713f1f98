package io.github.wroom4j.at.commands;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.at.SslSettings;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Reply;
import io.github.wroom4j.hal.Deadline;
import java.util.Arrays;
import java.util.Optional;

/** Settings of module TLS (at-protocol §8). What the firmware cannot honour is refused, never dropped. */
public final class SslCommands implements SslSettings {
    private final DriverState state;
    private final CommandLane lane;

    // What earlier links have set and the module still has; used by the lane's holder alone.
    private final SslOptions[] standing = new SslOptions[5];
    private boolean sized;
    private int readies = -1;

    public SslCommands(DriverState state, CommandLane lane) {
        this.state = state;
        this.lane = lane;
    }

    /** Refuses options beyond this firmware before a byte is sent. */
    void refuseWhatItCannot(SslOptions options) {
        Capabilities can = state.dialect().capabilities();
        need(can, Feature.SSL, true, "SSL links");
        need(can, Feature.SSL_BUFFER_SIZE, options.bufferSize().isPresent(), "setting the SSL buffer");
        need(can, Feature.SSL_VERIFY, options.verifyServer(), "verifying the server");
        need(can, Feature.SSL_CLIENT_CERTIFICATE, options.clientCertificate(), "a client certificate");
        need(can, Feature.SSL_SERVER_NAME, options.serverName().isPresent(), "choosing the server name (SNI)");
        need(can, Feature.SSL_COMMON_NAME, options.commonName().isPresent(), "comparing the common name");
        need(can, Feature.SSL_ALPN, !options.alpn().isEmpty(), "ALPN");
        need(can, Feature.SSL_FINGERPRINT, options.fingerprint().isPresent(), "comparing a fingerprint");
        need(can, Feature.SSL_PSK, options.preSharedKey().isPresent(), "a pre-shared key");
        options.bufferSize().ifPresent(size -> {
            if (size < can.sslBufferLeast() || size > can.sslBufferMost()) {
                throw new AtException(
                        Kind.UNSUPPORTED,
                        state.dialect().name() + " takes an SSL buffer of " + can.sslBufferLeast() + " to "
                                + can.sslBufferMost() + " bytes, not " + size,
                        "");
            }
        });
    }

    private void need(Capabilities can, Feature feature, boolean asked, String what) {
        if (asked && !can.has(feature)) {
            throw new AtException(Kind.UNSUPPORTED, state.dialect().name() + " has no " + what, "");
        }
    }

    /** Sets in the module what the next SSL link on that id needs. The caller holds the lane. */
    void prepare(int id, SslOptions options, Deadline deadline) {
        DialectTable dialect = state.dialect();
        forgetAfterRestart();
        if (options.bufferSize().isPresent() || sized) {
            // ESP_ATMod's 16384 stores 0, which it reads as its default (at-protocol §8.5).
            int usual = dialect.is(Quirk.ATMOD_SSL) ? 16_384 : 2048;
            setting(AtCommand.set("CIPSSLSIZE").number(options.bufferSize().orElse(usual)), deadline);
            sized = options.bufferSize().isPresent();
        }
        if (dialect.is(Quirk.ATMOD_SSL)) {
            prepareAtMod(options, deadline);
        } else if (dialect.is(Quirk.SSL_CONFIG_BY_LINK)) {
            prepareEspAt(id, options, deadline);
        } else if (dialect.capabilities().has(Feature.SSL_VERIFY)) {
            // Always set: it may stand from an earlier link (at-protocol §8.3: it stays until the next reset).
            setting(AtCommand.set("CIPSSLCCONF").number(authentication(options)), deadline);
        }
    }

    /** A restart of the module undoes every setting (at-protocol §8.3, §8.4). */
    private void forgetAfterRestart() {
        if (readies != state.readies()) {
            readies = state.readies();
            sized = false;
            Arrays.fill(standing, SslOptions.NONE);
        }
    }

    /** Bit 0: present the client certificate; bit 1: verify the server. */
    private static int authentication(SslOptions options) {
        return (options.clientCertificate() ? 1 : 0) + (options.verifyServer() ? 2 : 0);
    }

    private void prepareEspAt(int id, SslOptions options, Deadline deadline) {
        int authentication = authentication(options);
        if (!state.dialect().capabilities().has(Feature.SSL_VERIFY)) {
            return; // 2.0.0 has none of these commands (at-recorded-esp-at E2)
        }
        AtCommand config = AtCommand.set("CIPSSLCCONF").number(id).number(authentication);
        setting(authentication == 0 ? config : config.number(0).number(0), deadline);
        // They stand until the next restart, so what an earlier link of that id has set is taken back.
        SslOptions before = standing[id];
        standing[id] = options;
        name(id, "CIPSSLCSNI", "the server name", options.serverName(), before.serverName(), deadline);
        name(id, "CIPSSLCCN", "the common name", options.commonName(), before.commonName(), deadline);
        if (!options.alpn().isEmpty() || !before.alpn().isEmpty()) {
            AtCommand alpn = AtCommand.set("CIPSSLCALPN")
                    .number(id)
                    .number(options.alpn().size());
            options.alpn().forEach(protocol -> alpn.quoted("the ALPN name", protocol, 1, 64));
            setting(alpn, deadline);
        }
        if (options.preSharedKey().isPresent() || before.preSharedKey().isPresent()) {
            var key = options.preSharedKey().orElse(new SslOptions.PreSharedKey("", ""));
            int least = options.preSharedKey().isPresent() ? 1 : 0;
            setting(
                    AtCommand.set("CIPSSLCPSK")
                            .number(id)
                            .quoted("the pre-shared key", key.key(), least, 32)
                            .quoted("the PSK identity", key.identity(), least, 32),
                    deadline);
        }
    }

    private void name(
            int id, String command, String what, Optional<String> name, Optional<String> before, Deadline deadline) {
        if (name.isPresent() || before.isPresent()) {
            if (name.isEmpty() && state.dialect().is(Quirk.SSL_NAMES_STAY)) {
                throw new AtException(
                        Kind.UNSUPPORTED,
                        state.dialect().name() + " keeps " + what + " of an earlier link on id " + id
                                + " until it restarts: name one for this link too, or reset the module",
                        "");
            }
            int least = name.isPresent() ? 1 : 0;
            setting(AtCommand.set(command).number(id).quoted(what, name.orElse(""), least, 64), deadline);
        }
    }

    private void prepareAtMod(SslOptions options, Deadline deadline) {
        int authentication = options.fingerprint().isPresent() ? 1 : options.verifyServer() ? 2 : 0;
        if (options.fingerprint().isPresent()) {
            if (options.verifyServer()) {
                throw new AtException(
                        Kind.UNSUPPORTED,
                        "ESP_ATMod compares a fingerprint or verifies by a CA, not both on one link",
                        "");
            }
            String fingerprint = options.fingerprint().get().replace(":", "");
            if (!fingerprint.matches("[0-9a-fA-F]{40}")) {
                throw new IllegalArgumentException("a SHA-1 fingerprint has 40 hex digits");
            }
            setting(AtCommand.set("CIPSSLFP").word(fingerprint), deadline);
        }
        setting(AtCommand.set("CIPSSLAUTH").number(authentication), deadline);
    }

    private void setting(AtCommand command, Deadline deadline) {
        Reply reply = lane.run(command, deadline);
        // ESP-AT says that nothing is flashed, and OK (at-recorded-esp-at §3.2).
        boolean lacks = reply.lines().stream().anyMatch(line -> line.startsWith("NO ") && line.endsWith(" FOUND"));
        if (!reply.ok() || lacks) {
            throw reply.error(Kind.ERROR_REPLY, "the module refused " + command);
        }
    }

    // ---- apart from a link ----------------------------------------------------------------------------------------

    @Override
    public void loadCertificate(String pem, Deadline deadline) {
        need(state.dialect().capabilities(), Feature.SSL_LOAD_CA, true, "loading of certificates over AT");
        byte[] bytes = pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        if (bytes.length > 4096 || !pem.contains("-----END")) {
            throw new IllegalArgumentException(
                    "ESP_ATMod takes one PEM certificate of at most 4096 bytes, not " + bytes.length + " bytes");
        }
        lane.sendBlock(AtCommand.exec("CIPSSLCERT"), bytes, deadline).orThrow();
    }

    @Override
    public void clearCertificates(Deadline deadline) {
        need(state.dialect().capabilities(), Feature.SSL_LOAD_CA, true, "loading of certificates over AT");
        lane.acquire(deadline);
        try {
            int loaded = lane.run(AtCommand.query("CIPSSLCERT"), deadline)
                    .rowsStarting("+CIPSSLCERT,")
                    .size();
            for (int index = loaded; index >= 1; index--) {
                lane.run(AtCommand.raw("AT+CIPSSLCERT=DELETE," + index), deadline)
                        .orThrow();
            }
        } finally {
            lane.release();
        }
    }

    @Override
    public boolean probeFragmentLength(String host, int port, int length, Deadline deadline) {
        need(state.dialect().capabilities(), Feature.SSL_FRAGMENT_LENGTH, true, "probing of fragment lengths");
        Reply reply = lane.runOnce(
                        AtCommand.set("CIPSSLMFLN")
                                .quoted("the host", host, 1, 255)
                                .number(port)
                                .number(length),
                        CommandOptions.slow(),
                        deadline)
                .orThrow();
        return reply.value("CIPSSLMFLN").map("TRUE"::equals).orElse(false);
    }
}
