package io.github.wroom4j.servers;

import io.github.wroom4j.servers.HttpExchange.Reply;
import io.github.wroom4j.servers.HttpExchange.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * Pages behind a user and a password that stand in their own path, as httpbin has them: {@code /basic-auth/USER/PASSWORD},
 * and {@code /digest-auth/auth/USER/PASSWORD} with {@code /MD5} or {@code /SHA-256} behind it. Digest is that of RFC 7616 with
 * {@code qop=auth}: a nonce is one that this server gave out, and its count only grows.
 */
final class GuardedPage {
    private static final String REALM = "wroom4j demo";
    private static final Pattern BASIC = Pattern.compile("/basic-auth/([^/]+)/([^/]+)");
    private static final Pattern DIGEST = Pattern.compile("/digest-auth/auth/([^/]+)/([^/]+?)(?:/(MD5|SHA-256))?");
    private static final Pattern FIELD = Pattern.compile("(\\w+)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,\"]+))");
    /** More than one demonstration ever needs; the oldest goes first. */
    private static final int MOST_NONCES = 1000;

    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> lastCount = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_NONCES;
        }
    };

    /** What that path answers; empty if the path is not guarded. */
    Optional<Reply> answer(String path, Request request) {
        var basic = BASIC.matcher(path);
        if (basic.matches()) {
            return Optional.of(basic(basic.group(1), basic.group(2), request));
        }
        var digest = DIGEST.matcher(path);
        return digest.matches()
                ? Optional.of(digest(
                        digest.group(1), digest.group(2), digest.group(3) == null ? "MD5" : digest.group(3), request))
                : Optional.empty();
    }

    private static Reply basic(String user, String password, Request request) {
        String wanted = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        boolean right = request.header("Authorization")
                .filter(given -> given.regionMatches(true, 0, "Basic ", 0, 6))
                .filter(given -> given.substring(6).strip().equals(wanted))
                .isPresent();
        return right ? welcome(user) : refused("Basic realm=\"" + REALM + "\"");
    }

    private Reply digest(String user, String password, String algorithm, Request request) {
        Map<String, String> given = request.header("Authorization")
                .filter(text -> text.regionMatches(true, 0, "Digest ", 0, 7))
                .map(GuardedPage::fields)
                .orElse(Map.of());
        boolean right = user.equals(given.get("username"))
                && REALM.equals(given.get("realm"))
                && request.target().equals(given.get("uri"))
                && "auth".equals(given.get("qop"))
                && response(user, password, algorithm, request.method(), given)
                        .equalsIgnoreCase(given.getOrDefault("response", ""));
        if (right && isFresh(given)) {
            return welcome(user);
        }
        // The right password with a nonce that is not known, or was used before: the client may go on with a new one.
        return refused("Digest realm=\"" + REALM + "\", qop=\"auth\", algorithm=" + algorithm + ", nonce=\""
                + newNonce() + "\"" + (right ? ", stale=true" : ""));
    }

    private static Map<String, String> fields(String header) {
        var fields = new HashMap<String, String>();
        var field = FIELD.matcher(header.substring(7));
        while (field.find()) {
            fields.put(field.group(1), field.group(2) != null ? field.group(2) : field.group(3));
        }
        return fields;
    }

    private static String response(
            String user, String password, String algorithm, String method, Map<String, String> given) {
        String who = hash(algorithm, user + ":" + REALM + ":" + password);
        String what = hash(algorithm, method + ":" + given.get("uri"));
        return hash(
                algorithm,
                String.join(":", who, given.get("nonce"), given.get("nc"), given.get("cnonce"), "auth", what));
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    private String newNonce() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String nonce = HexFormat.of().formatHex(bytes);
        lock.lock();
        try {
            lastCount.put(nonce, 0L);
        } finally {
            lock.unlock();
        }
        return nonce;
    }

    private boolean isFresh(Map<String, String> given) {
        String count = given.getOrDefault("nc", "");
        if (!count.matches("[0-9a-fA-F]{8}")) {
            return false;
        }
        long now = Long.parseLong(count, 16);
        lock.lock();
        try {
            Long last = lastCount.get(given.get("nonce"));
            if (last == null || now <= last) {
                return false;
            }
            lastCount.put(given.get("nonce"), now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static Reply welcome(String user) {
        return Reply.text(200, "Welcome, " + user + ".\n");
    }

    private static Reply refused(String challenge) {
        return Reply.text(401, "This page asks for a user and a password.\n").with("WWW-Authenticate", challenge);
    }
}
