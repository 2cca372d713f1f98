package io.github.wroom4j.tls.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.wroom4j.testing.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The cases of x509-limbo (C2SP, Apache-2.0) against the default checks. Where they disagree, {@code
 * docs/certificate-checks.md} must say so and why; a row that no longer disagrees fails too.
 */
class LimboTest {
    private static final int LEAST_AGREEMENTS = 166;
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z0-9:_-]+)` \\| (accepted|refused) \\| \\S.*\\|$");

    @Test
    void disagreements_with_limbo_are_exactly_those_of_the_table() throws IOException {
        var disagreements = new TreeMap<String, String>();
        var report = new TreeMap<String, Integer>();
        for (JsonNode testCase : data().get("testcases")) {
            if (!testCase.get("validation_kind").asText().equals("SERVER")) {
                report.merge("client-side, not run", 1, Integer::sum);
                continue;
            }
            boolean expected = testCase.get("expected_result").asText().equals("SUCCESS");
            Optional<TrustRefusal> refusal = judge(testCase);
            boolean accepted = refusal.isEmpty();
            if (accepted != expected) {
                disagreements.put(testCase.get("id").asText(), accepted ? "accepted" : "refused");
                System.out.println("limbo: " + testCase.get("id").asText() + " " + (accepted ? "accepted" : refusal));
            }
            report.merge(accepted == expected ? "agree" : accepted ? "false accept" : "false reject", 1, Integer::sum);
        }
        System.out.println("x509-limbo: " + report);

        assertEquals(table(), disagreements, "docs/certificate-checks.md and the checks differ");
        assertTrue(report.get("agree") >= LEAST_AGREEMENTS, report.toString());
    }

    private static JsonNode data() throws IOException {
        try (var in = new GZIPInputStream(LimboTest.class.getResourceAsStream("/x509-limbo.json.gz"))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static TreeMap<String, String> table() throws IOException {
        var rows = new TreeMap<String, String>();
        for (String line : Files.readAllLines(Repository.root().resolve("docs/certificate-checks.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private static Optional<TrustRefusal> judge(JsonNode testCase) {
        List<TrustAnchorKey> anchors = new ArrayList<>();
        for (JsonNode pem : testCase.get("trusted_certs")) {
            try {
                anchors.add(TrustAnchorKey.of(parse(der(pem.asText()))));
            } catch (CertificateException | RuntimeException unreadable) {
                // An anchor that cannot be read is no anchor: setTrustAnchors() would not have taken it either.
                System.out.println("limbo: " + testCase.get("id").asText() + ": anchor: " + unreadable.getMessage());
            }
        }
        List<byte[]> chain = new ArrayList<>();
        chain.add(der(testCase.get("peer_certificate").asText()));
        testCase.get("untrusted_intermediates").forEach(pem -> chain.add(der(pem.asText())));
        JsonNode time = testCase.get("validation_time");
        JsonNode name = testCase.get("expected_peer_name");
        return PeerCheck.judge(
                new TrustPolicy.Anchors(
                        anchors,
                        AnchorSource.NONE,
                        testCase.get("max_chain_depth").asInt(TrustPolicy.Anchors.MOST_INTERMEDIATES),
                        false),
                chain,
                name.isNull() ? Optional.empty() : Optional.of(name.get("value").asText()),
                time.isNull() ? NOW : OffsetDateTime.parse(time.asText()).toInstant());
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] der(String pem) {
        String body = pem.replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(body.getBytes(StandardCharsets.US_ASCII));
    }
}
