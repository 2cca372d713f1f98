package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;
import io.github.wroom4j.mock.radio.Ip4;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ESP_ATMod's own SSL commands: authentication, fingerprint, CA certificates, MFLN (at-protocol §8.5). */
final class AtModSsl extends SslCommands {
    private static final Set<Integer> SIZES = Set.of(512, 1024, 2048, 4096, 16384);
    private static final Pattern COMMON_NAME = Pattern.compile("CN=([^,]+)");
    private static final int LONGEST_PEM = 4096;

    private int auth;
    private int maxCertificates = 5;
    private byte[] fingerprint;
    private final List<X509Certificate> authorities = new ArrayList<>();

    AtModSsl(AtCore at) {
        super(at);
    }

    @Override
    void register(HandlerTable table) {
        table.on("CIPSSLSIZE", (name, p) -> at.number("+CIPSSLSIZE:", size), this::setSize);
        table.on("CIPSSLAUTH", (name, p) -> at.number("+CIPSSLAUTH:", auth), this::setAuth);
        table.on("CIPSSLFP", (name, p) -> queryFingerprint(), this::setFingerprint);
        table.on("CIPSSLCERT", this::list, this::change).on("CIPSSLCERT", Form.EXEC, (name, p) -> load());
        table.on("CIPSSLCERTMAX", (name, p) -> queryMax(), this::setMax);
        table.on("CIPSSLMFLN", Form.SET, this::probe);
        table.on("CIPSSLSTA", Form.EXEC, (name, p) -> state(p, false))
                .on("CIPSSLSTA", Form.SET, (name, p) -> state(p, true));
    }

    @Override
    SslWish wish(int id, String host) {
        return new SslWish(
                size == 0 ? 16384 : size,
                host,
                auth == 2 ? host : "",
                List.of(),
                auth == 2 ? authorities() : null,
                List.of(),
                null,
                auth == 1 ? fingerprint : null,
                "",
                "");
    }

    /** The CA certificates that were loaded, DER. */
    @Override
    List<byte[]> authorities() {
        var encoded = new ArrayList<byte[]>();
        for (X509Certificate certificate : authorities) {
            try {
                encoded.add(certificate.getEncoded());
            } catch (CertificateException e) {
                throw new IllegalStateException("a certificate that was parsed cannot be written", e);
            }
        }
        return encoded;
    }

    @Override
    void setSize(String name, Parameters p) {
        int bytes = p.number();
        if (!SIZES.contains(bytes)) {
            at.error();
            return;
        }
        // A known fault: 16384 is stored as 0 (at-protocol §8.5).
        size = bytes == 16384 ? 0 : bytes;
        at.ok();
    }

    private void setAuth(String name, Parameters p) {
        int kind = p.number(0, 2);
        if (kind < 0) {
            at.error();
        } else if (kind == 1 && fingerprint == null) {
            at.refuse("fp not valid");
        } else if (kind == 2 && authorities.isEmpty()) {
            at.refuse("CA cert not loaded");
        } else {
            auth = kind;
            at.ok();
        }
    }

    private void queryFingerprint() {
        if (fingerprint == null) {
            at.refuse("not valid");
            return;
        }
        // One blank line too many, as printed (at-protocol §8.5).
        at.reply("+CIPSSLFP:\"" + HexFormat.ofDelimiter(":").formatHex(fingerprint) + "\"\r\n\r\n");
        at.ok();
    }

    private void setFingerprint(String name, Parameters p) {
        String text = p.text();
        String hex = text == null ? "" : text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]{40}") || !p.end()) {
            at.error();
            return;
        }
        fingerprint = HexFormat.of().parseHex(hex);
        at.ok();
    }

    // ---- certificates ----

    private void load() {
        if (authorities.size() >= maxCertificates) {
            at.refuse("Reached the maximum of " + maxCertificates + " certificates");
            return;
        }
        at.pend();
        at.reply("\r\nOK\r\n");
        at.reply(">");
        at.input()
                .collectText(
                        LONGEST_PEM,
                        AtModSsl::isComplete,
                        bytes -> loaded(new String(bytes, StandardCharsets.US_ASCII)));
    }

    private static boolean isComplete(String text) {
        return text.contains("-----END CERTIFICATE-----");
    }

    private void loaded(String text) {
        at.reply("\r\nRead " + text.length() + " bytes\r\n");
        try {
            byte[] pem = text.replace("\\n", "\n").getBytes(StandardCharsets.US_ASCII);
            var certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            if (authorities.contains(certificate)) {
                at.refuse("Tried to load already existing certificate");
                return;
            }
            authorities.add(certificate);
            at.ok();
        } catch (CertificateException e) {
            System.getLogger(AtModSsl.class.getName()).log(System.Logger.Level.DEBUG, "no certificate", e);
            at.refuse("Loading certificate failed");
        }
    }

    private String commonName(int index) {
        Matcher m = COMMON_NAME.matcher(
                authorities.get(index).getSubjectX500Principal().getName());
        return m.find() ? m.group(1) : "";
    }

    private void list(String name, Parameters p) {
        int only = p.number();
        if (authorities.isEmpty()) {
            at.reply("+CIPSSLCERT:no certs loaded\r\n");
            at.ok();
            return;
        }
        if (only != Parameters.ABSENT && (only < 1 || only > authorities.size())) {
            at.error();
            return;
        }
        for (int i = 0; i < authorities.size(); i++) {
            if (only == Parameters.ABSENT || only == i + 1) {
                at.reply("+CIPSSLCERT," + (i + 1) + ":" + commonName(i) + "\r\n");
            }
        }
        at.ok();
    }

    private void change(String name, Parameters p) {
        String[] words = p.rest().split(",");
        if (words.length == 2 && words[0].equals("DELETE") && words[1].matches("\\d{1,2}")) {
            int index = Integer.parseInt(words[1]) - 1;
            if (index >= 0 && index < authorities.size()) {
                at.reply("+CIPSSLCERT," + (index + 1) + ":deleted\r\n");
                authorities.remove(index);
                at.ok();
                return;
            }
        }
        at.error();
    }

    private void queryMax() {
        at.reply("+CIPSSLCERTMAX:" + maxCertificates + "\r\n");
        at.finish("OK\r\n");
    }

    private void setMax(String name, Parameters p) {
        int most = p.number(1, 10);
        if (most < authorities.size() || most < 1) {
            at.error();
            return;
        }
        maxCertificates = most;
        at.ok();
    }

    // ---- maximum fragment length ----

    private void probe(String name, Parameters p) {
        String host = p.text();
        if (host == null || host.isEmpty()) {
            at.refuse("HOSTNAME ERROR");
            return;
        }
        if (!at.gotIp()) {
            at.refuse("NO AP");
            return;
        }
        int port = p.comma() ? p.number(1, 65535) : -1;
        int wanted = p.comma() ? p.number() : -1;
        if (port < 1) {
            at.error();
            return;
        }
        if (!Set.of(512, 1024, 2048, 4096).contains(wanted)) {
            at.refuse("SIZE ERROR");
            return;
        }
        at.pend();
        Ip4 dotted = Ip4.parse(host).orElse(null);
        if (dotted != null) {
            ask(dotted, port, host, wanted);
        } else {
            at.links().stack().resolve(host, found -> {
                if (found == null) {
                    at.refuse("HOSTNAME ERROR");
                } else {
                    ask(found, port, host, wanted);
                }
            });
        }
    }

    private void ask(Ip4 ip, int port, String host, int wanted) {
        at.links().stack().probeFragmentLength(ip, port, host, wanted, agreed -> {
            at.reply("+CIPSSLMFLN:" + (agreed ? "TRUE" : "FALSE") + "\r\n");
            at.ok();
        });
    }

    private void state(Parameters p, boolean given) {
        ModuleLinks links = at.links();
        int id = given ? p.number(0, ModuleLinks.COUNT - 1) : 0;
        if (id < 0 || given != links.mux()) {
            at.error();
            return;
        }
        LinkSlot slot = links.slot(id);
        if (!slot.isOpen()) {
            at.refuse(links.openCount() == 0 ? "NOT CONNECTED" : "NOT OPENED");
        } else if (slot.type() != LinkType.SSL) {
            at.refuse("NOT A SSL");
        } else {
            at.number("+CIPSSLSTA:", slot.fragmentLengthAgreed() ? 1 : 0);
        }
    }
}
