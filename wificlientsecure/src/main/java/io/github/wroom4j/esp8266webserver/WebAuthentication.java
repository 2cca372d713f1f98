package io.github.wroom4j.esp8266webserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Challenges and what answers them (WB-7): Basic, and Digest with MD5 as browsers and the core speak it. */
final class WebAuthentication {
    static final String REALM = "Login Required";

    /** Clients that were challenged lately; the one challenged longest ago is challenged again. */
    private static final int MOST_NONCES = 32;

    /** A browser asks over several connections, so that counts may arrive a little out of order. */
    private static final int WINDOW = 64;

    /** One challenge: the counts that it has seen, as the highest one and a bit for each of the 64 up to it. */
    private static final class Nonce {
        final String opaque;
        private long highest;
        private long seen;

        Nonce(String opaque) {
            this.opaque = opaque;
        }

        /** Whether a count is new; it is used then. */
        boolean use(long count) {
            if (count > highest) {
                long step = count - highest;
                seen = step >= WINDOW ? 0 : seen << step;
                seen |= 1;
                highest = count;
                return true;
            }
            long back = highest - count;
            if (count <= 0 || back >= WINDOW || (seen >>> back & 1) == 1) {
                return false;
            }
            seen |= 1L << back;
            return true;
        }
    }

    private final SecureRandom dice = new SecureRandom();
    private final Map<String, Nonce> nonces = new LinkedHashMap<>();
    private String realm = REALM;
    private boolean rfc2069;

    /** Accepts answers without {@code qop}, which can be replayed; for hosts that know RFC 2069 only. */
    void allowRfc2069(boolean on) {
        rfc2069 = on;
    }

    boolean authenticate(WebRequest request, String user, String password) {
        String given = request.header("Authorization");
        if (given.startsWith("Digest ")) {
            return authenticateDigest(request, user, hash(user, realm, password));
        }
        if (!given.startsWith("Basic ")) {
            return false;
        }
        byte[] expected = Base64.getEncoder().encode((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(expected, given.substring(6).strip().getBytes(StandardCharsets.US_ASCII));
    }

    boolean authenticateDigest(WebRequest request, String user, String hash) {
        String given = request.header("Authorization");
        Nonce nonce = nonces.get(part(given, "nonce"));
        if (!given.startsWith("Digest ")
                || nonce == null
                || !part(given, "username").equals(user)
                || !part(given, "realm").equals(realm)
                || !part(given, "opaque").equals(nonce.opaque)
                || !part(given, "uri").equals(request.target())) {
            return false;
        }
        String qop = part(given, "qop");
        if (!qop.equals("auth") && !(qop.isEmpty() && rfc2069)) {
            return false;
        }
        String count = part(given, "nc");
        String second = md5(request.methodName() + ":" + part(given, "uri"));
        String first = hash + ":" + part(given, "nonce");
        String expected = qop.isEmpty()
                ? md5(first + ":" + second)
                : md5(first + ":" + count + ":" + part(given, "cnonce") + ":auth:" + second);
        boolean right = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                part(given, "response").getBytes(StandardCharsets.UTF_8));
        // The count is judged last: only who knows the password may use one up.
        return right && (qop.isEmpty() || count.matches("[0-9a-fA-F]{8}") && nonce.use(Long.parseLong(count, 16)));
    }

    private static String part(String header, String name) {
        Matcher m =
                Pattern.compile("[ ,]" + name + "=(?:\"([^\"]*)\"|([^\\s,]*))").matcher(header);
        return !m.find() ? "" : m.group(1) == null ? m.group(2) : m.group(1);
    }

    /** The value of {@code WWW-Authenticate}; from now on answers are judged in that realm. */
    String challenge(int mode, String newRealm) {
        realm = (newRealm == null ? "" : newRealm).replaceAll("[\"\\\\\\p{Cntrl}]", "");
        if (mode != WebCodes.DIGEST_AUTH) {
            return "Basic realm=\"" + realm + "\"";
        }
        String nonce = random();
        String opaque = random();
        nonces.put(nonce, new Nonce(opaque));
        if (nonces.size() > MOST_NONCES) {
            nonces.remove(nonces.keySet().iterator().next());
        }
        return "Digest realm=\"" + realm + "\", qop=\"auth\", nonce=\"" + nonce + "\", opaque=\"" + opaque + "\"";
    }

    private String random() {
        byte[] bytes = new byte[16];
        dice.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String hash(String user, String realm, String password) {
        return md5(user + ":" + realm + ":" + password);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java installation has no MD5", e);
        }
    }
}
