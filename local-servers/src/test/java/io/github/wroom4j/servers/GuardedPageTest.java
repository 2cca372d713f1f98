package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.HttpExchange.Header;
import io.github.wroom4j.servers.HttpExchange.Reply;
import io.github.wroom4j.servers.HttpExchange.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages behind a password, asked as RFC 7616 and RFC 7617 have it. */
class GuardedPageTest {
    private static final String BASIC = "/basic-auth/guest/s3cret";
    private static final String DIGEST = "/digest-auth/auth/guest/s3cret";

    private final DemoPages pages = new DemoPages();

    private Reply get(String target, String authorization) {
        var headers = authorization.isEmpty() ? List.<Header>of() : List.of(new Header("Authorization", authorization));
        return pages.answer(new Request("GET", target, "HTTP/1.1", headers, new byte[0], Optional.empty()));
    }

    private static String challenge(Reply reply) {
        assertEquals(401, reply.status());
        return reply.headers().stream()
                .filter(header -> header.name().equals("WWW-Authenticate"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static String nonce(String challenge) {
        var nonce = Pattern.compile("nonce=\"([0-9a-f]+)\"").matcher(challenge);
        assertTrue(nonce.find(), challenge);
        return nonce.group(1);
    }

    private static String hex(String algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String answer(String algorithm, String password, String uri, String nonce, String count)
            throws Exception {
        String who = hex(algorithm, "guest:wroom4j demo:" + password);
        String response =
                hex(algorithm, who + ":" + nonce + ":" + count + ":0a4f113b:auth:" + hex(algorithm, "GET:" + uri));
        return "Digest username=\"guest\", realm=\"wroom4j demo\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", qop=auth, nc=" + count + ", cnonce=\"0a4f113b\", response=\"" + response + "\"";
    }

    @Test
    void basic_wants_the_user_and_the_password_of_the_path() {
        String right = Base64.getEncoder().encodeToString("guest:s3cret".getBytes(StandardCharsets.UTF_8));
        String wrong = Base64.getEncoder().encodeToString("guest:secret".getBytes(StandardCharsets.UTF_8));

        assertEquals(200, get(BASIC, "Basic " + right).status());
        assertEquals(200, get(BASIC, "basic " + right).status(), "the scheme's case does not matter");
        assertEquals("Basic realm=\"wroom4j demo\"", challenge(get(BASIC, "Basic " + wrong)));
        assertEquals("Basic realm=\"wroom4j demo\"", challenge(get(BASIC, "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MD5", "SHA-256"})
    void digest_opens_to_the_right_answer_and_to_nothing_else(String algorithm) throws Exception {
        String page = DIGEST + "/" + algorithm;
        String challenge = challenge(get(page, ""));
        String nonce = nonce(challenge);

        assertTrue(challenge.contains("qop=\"auth\"") && challenge.contains("algorithm=" + algorithm), challenge);
        assertEquals(
                401,
                get(page, answer(algorithm, "wrong", page, nonce, "00000001")).status());
        assertEquals(
                401,
                get(page, answer(algorithm, "s3cret", "/other", nonce, "00000001"))
                        .status());
        assertEquals(401, get(page, "Digest username=\"guest\"").status());
        assertEquals(
                200,
                get(page, answer(algorithm, "s3cret", page, nonce, "00000001")).status());
    }

    @Test
    void digest_is_md5_where_the_path_names_no_hash() throws Exception {
        String nonce = nonce(challenge(get(DIGEST, "")));

        assertEquals(
                200,
                get(DIGEST, answer("MD5", "s3cret", DIGEST, nonce, "00000001")).status());
    }

    @Test
    void an_answer_that_was_heard_opens_nothing_a_second_time() throws Exception {
        String nonce = nonce(challenge(get(DIGEST, "")));
        String heard = answer("MD5", "s3cret", DIGEST, nonce, "00000002");
        assertEquals(200, get(DIGEST, heard).status());

        String again = challenge(get(DIGEST, heard));

        assertTrue(again.contains("stale=true"), "the password was right: the client may go on with the new nonce");
        assertEquals(
                401,
                get(DIGEST, answer("MD5", "s3cret", DIGEST, nonce, "00000001")).status());
        assertEquals(
                200,
                get(DIGEST, answer("MD5", "s3cret", DIGEST, nonce, "00000003")).status());
    }

    @Test
    void a_nonce_of_the_clients_own_is_refused_and_a_wrong_password_is_not_called_stale() throws Exception {
        assertTrue(challenge(get(DIGEST, answer("MD5", "s3cret", DIGEST, "abcd", "00000001")))
                .contains("stale=true"));
        String nonce = nonce(challenge(get(DIGEST, "")));
        assertFalse(challenge(get(DIGEST, answer("MD5", "wrong", DIGEST, nonce, "00000001")))
                .contains("stale"));
    }
}
