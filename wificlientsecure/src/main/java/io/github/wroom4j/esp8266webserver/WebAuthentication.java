package io.github.wroom4j.esp8266webserver;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asking for passwords and judging them (WB-7): Basic, and Digest with MD5 as browsers and the core speak it. */
abstract class WebAuthentication extends WebReplies {
    /** How {@link #requestAuthentication(int, String, String)} asks. */
    public static final int BASIC_AUTH = 0;

    public static final int DIGEST_AUTH = 1;

    private static final String REALM = "Login Required";

    private final SecureRandom dice = new SecureRandom();
    private String realm = REALM;
    private String nonce = "";
    private String opaque = "";

    WebAuthentication() {}

    /** Whether the request carries this user and password, Basic or Digest; compared in constant time (WB-7). */
    public boolean authenticate(String user, String password) {
        String given = header("Authorization");
        if (given.startsWith("Digest ")) {
            return authenticateDigest(user, credentialHash(user, realm, password));
        }
        if (!given.startsWith("Basic ")) {
            return false;
        }
        byte[] expected = Base64.getEncoder().encode((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return MessageDigest.isEqual(expected, given.substring(6).strip().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether the request answers the last challenge for this user: with its hash, so that no password need be kept.
     *
     * @param hash {@link #credentialHash} of user, realm and password
     */
    public boolean authenticateDigest(String user, String hash) {
        String given = header("Authorization");
        if (!given.startsWith("Digest ")
                || nonce.isEmpty()
                || !part(given, "username").equals(user)
                || !part(given, "realm").equals(realm)
                || !part(given, "nonce").equals(nonce)
                || !part(given, "opaque").equals(opaque)
                || !part(given, "uri").equals(target())) {
            return false;
        }
        String second = md5(request.methodName() + ":" + part(given, "uri"));
        String expected = given.contains("qop=")
                ? md5(hash + ":" + nonce + ":" + part(given, "nc") + ":" + part(given, "cnonce") + ":auth:" + second)
                : md5(hash + ":" + nonce + ":" + second);
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                part(given, "response").getBytes(StandardCharsets.UTF_8));
    }

    private String target() {
        return request.target();
    }

    private static String part(String header, String name) {
        Matcher m =
                Pattern.compile("[ ,]" + name + "=(?:\"([^\"]*)\"|([^\\s,]*))").matcher(header);
        return !m.find() ? "" : m.group(1) == null ? m.group(2) : m.group(1);
    }

    /** 401 that asks for Basic credentials (WB-7). */
    public void requestAuthentication() {
        requestAuthentication(BASIC_AUTH);
    }

    public void requestAuthentication(int mode) {
        requestAuthentication(mode, REALM, "");
    }

    /** 401 that asks for {@link #BASIC_AUTH} or {@link #DIGEST_AUTH} in a realm, with what to show who gives up. */
    public void requestAuthentication(int mode, String newRealm, String failMessage) {
        realm = newRealm.replaceAll("[\"\\\\\\p{Cntrl}]", "");
        if (mode == DIGEST_AUTH) {
            nonce = random();
            opaque = random();
            sendHeader(
                    "WWW-Authenticate",
                    "Digest realm=\"" + realm + "\", qop=\"auth\", nonce=\"" + nonce + "\", opaque=\"" + opaque + "\"",
                    true);
        } else {
            sendHeader("WWW-Authenticate", "Basic realm=\"" + realm + "\"", true);
        }
        send(401, "text/html", failMessage);
    }

    private String random() {
        byte[] bytes = new byte[16];
        dice.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** MD5 of {@code user:realm:password}: what Digest needs to know of a password. */
    public static String credentialHash(String user, String realm, String password) {
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
