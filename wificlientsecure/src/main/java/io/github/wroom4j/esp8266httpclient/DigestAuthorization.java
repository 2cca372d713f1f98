package io.github.wroom4j.esp8266httpclient;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers a server's digest challenge (RFC 7616; opt-in, HC-68). */
final class DigestAuthorization {
    private static final Pattern PARAMETER =
            Pattern.compile("(\\w+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String user;
    private final String password;
    private int count;

    DigestAuthorization(String user, String password) {
        this.user = user;
        this.password = password;
    }

    String user() {
        return user;
    }

    /** The {@code Authorization} that answers one of the challenges; empty if none is a digest that we can make. */
    Optional<String> answer(List<String> challenges, String method, String path) {
        for (String challenge : challenges) {
            // A challenge with a control byte in it is not answered: its parts go back to the server in our own head.
            boolean clean = challenge.chars().noneMatch(c -> c < 32 && c != '\t' || c == 127);
            if (clean && challenge.regionMatches(true, 0, "Digest ", 0, 7)) {
                Map<String, String> asked = parameters(challenge.substring(7));
                String algorithm = asked.getOrDefault("algorithm", "MD5");
                String java = algorithm.equalsIgnoreCase("MD5")
                        ? "MD5"
                        : algorithm.equalsIgnoreCase("SHA-256") ? "SHA-256" : "";
                if (!java.isEmpty() && asked.containsKey("nonce")) {
                    return Optional.of(answer(asked, java, algorithm, method, path.isEmpty() ? "/" : path));
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> parameters(String text) {
        var found = new HashMap<String, String>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            String quoted = matcher.group(2);
            found.put(matcher.group(1).toLowerCase(Locale.ROOT), quoted != null ? quoted : matcher.group(3));
        }
        return found;
    }

    private String answer(Map<String, String> asked, String java, String algorithm, String method, String path) {
        String realm = asked.getOrDefault("realm", "");
        String nonce = asked.get("nonce");
        boolean qop = List.of(asked.getOrDefault("qop", "").split("\\s*,\\s*")).contains("auth");
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String cnonce = HexFormat.of().formatHex(random);
        String nc = String.format("%08x", ++count);
        String a1 = hash(java, user + ":" + realm + ":" + password);
        String a2 = hash(java, method + ":" + path);
        String response = qop
                ? hash(java, a1 + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + a2)
                : hash(java, a1 + ":" + nonce + ":" + a2);
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + path
                + "\", algorithm=" + algorithm + ", response=\"" + response + "\""
                + (qop ? ", qop=auth, nc=" + nc + ", cnonce=\"" + cnonce + "\"" : "")
                + (asked.containsKey("opaque") ? ", opaque=\"" + asked.get("opaque") + "\"" : "");
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
