package io.github.wroom4j.tlswire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.AlertDescription;
import org.junit.jupiter.api.Test;

/** The tables of names, held against Bouncy Castle's where it has one. */
class NamesTest {

    @Test
    void every_alert_number_has_a_name_and_a_meaning_even_the_unassigned() {
        for (int code = 0; code <= 255; code++) {
            var alert = Alert.of(code);

            assertEquals(code, alert.code());
            assertFalse(alert.name().isBlank());
            assertFalse(alert.meaning().isBlank());
        }
        assertEquals("alert 40 handshake_failure", Alert.of(40).toString());
        assertEquals("alert 99 (unassigned)", Alert.of(99).label());
        assertThrows(IllegalArgumentException.class, () -> Alert.of(256));
        assertThrows(IllegalArgumentException.class, () -> Alert.of(-1));
    }

    @Test
    void alert_names_are_those_that_bouncy_castle_knows() {
        for (var alert : Alert.all()) {
            String theirs = AlertDescription.getName((short) alert.code());
            if (!theirs.equals("UNKNOWN")) {
                assertEquals(theirs, alert.name());
            }
        }
        for (short code = 0; code < 256; code++) {
            if (!AlertDescription.getName(code).equals("UNKNOWN")) {
                assertTrue(Alert.of(code).isAssigned(), "missing: " + AlertDescription.getText(code));
            }
        }
    }

    @Test
    void alerts_are_equal_by_number_and_no_two_share_a_meaning() {
        assertEquals(Alert.HANDSHAKE_FAILURE, Alert.of(40));
        assertEquals(Alert.of(201), Alert.of(201));
        var meanings = new HashSet<String>();
        Alert.all().forEach(a -> assertTrue(meanings.add(a.meaning()), a::toString));
    }

    @Test
    void suite_names_are_those_that_bouncy_castle_has_constants_for() throws Exception {
        for (var suite : CipherSuite.all()) {
            int theirs = org.bouncycastle.tls.CipherSuite.class
                    .getField(suite.name())
                    .getInt(null);

            assertEquals(theirs, suite.code(), suite.name());
        }
    }

    @Test
    void a_suite_tells_its_parts_from_its_name() {
        var article = CipherSuite.of(0x002F);
        assertEquals(
                List.of("RSA", "AES_128_CBC", "SHA"), List.of(article.keyExchange(), article.cipher(), article.mac()));
        var ccm = CipherSuite.of(0xC0AE);
        assertEquals(List.of("ECDHE_ECDSA", "AES_128_CCM_8", ""), List.of(ccm.keyExchange(), ccm.cipher(), ccm.mac()));
        var modern = CipherSuite.of(0x1303);
        assertEquals(
                List.of("any", "CHACHA20_POLY1305", "SHA256"),
                List.of(modern.keyExchange(), modern.cipher(), modern.mac()));
        var signal = CipherSuite.of(0x00FF);
        assertTrue(signal.isSignal());
        assertEquals(List.of("", "", ""), List.of(signal.keyExchange(), signal.cipher(), signal.mac()));
    }

    @Test
    void unknown_suites_and_grease_are_named_by_number() {
        assertEquals("suite_0x4321", CipherSuite.of(0x4321).name());
        assertEquals("GREASE_0x3A3A", CipherSuite.of(0x3A3A).name());
        assertEquals("", CipherSuite.of(0x4321).keyExchange());
        assertEquals(Optional.of(CipherSuite.RSA_RC4_MD5), CipherSuite.named("TLS_RSA_WITH_RC4_128_MD5"));
        assertEquals(Optional.empty(), CipherSuite.named("TLS_RSA_WITH_ROT13"));
    }

    @Test
    void versions_are_ordered_and_named_as_users_write_them() {
        assertTrue(ProtocolVersion.TLS_1_1.compareTo(ProtocolVersion.TLS_1_2) < 0);
        assertEquals("TLS 1.3", new ProtocolVersion(0x0304).toString());
        assertEquals("version 0x7F1C", new ProtocolVersion(0x7F1C).label());
    }
}
