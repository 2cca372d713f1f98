package io.github.wroom4j.mock.tls;

/** axTLS's result codes and the alert that each sends (espconn-sdk §8.7). */
public final class AxtlsResult {
    public static final int OK = 0;
    public static final int NOT_OK = -1;
    public static final int DEAD = -2;
    public static final int CLOSE_NOTIFY = -3;
    public static final int CONNECTION_LOST = -256;
    public static final int INVALID_HANDSHAKE = -260;
    public static final int INVALID_PROTOCOL_MESSAGE = -261;
    public static final int INVALID_HMAC = -262;
    public static final int INVALID_VERSION = -263;
    public static final int INVALID_SESSION = -265;
    public static final int NO_CIPHER = -266;
    public static final int BAD_CERTIFICATE = -268;
    public static final int INVALID_KEY = -269;
    public static final int FINISHED_INVALID = -271;
    public static final int NO_CERTIFICATE_DEFINED = -272;
    public static final int NO_CLIENT_RENEGOTIATION = -273;
    public static final int NOT_SUPPORTED = -274;
    /** Added to an X.509 result. */
    public static final int X509_OFFSET = -512;

    private AxtlsResult() {}

    /**
     * Whether the SDK counts it as found locally, so that it survives as an error code (espconn-sdk §8.4: at or below
     * −256).
     */
    public static boolean isLocal(int result) {
        return result <= CONNECTION_LOST;
    }

    /** The description of the fatal alert that the client sends for a result. */
    public static int alertFor(int result) {
        if (result <= X509_OFFSET) {
            return 42;
        }
        return switch (result) {
            case INVALID_HANDSHAKE, INVALID_PROTOCOL_MESSAGE -> 40;
            case INVALID_HMAC, FINISHED_INVALID -> 20;
            case INVALID_VERSION -> 70;
            case INVALID_SESSION, NO_CIPHER, INVALID_KEY -> 47;
            case BAD_CERTIFICATE -> 42;
            case NO_CLIENT_RENEGOTIATION -> 100;
            default -> 10;
        };
    }

    /** The code's name in words. */
    public static String name(int result) {
        if (result <= X509_OFFSET) {
            return "certificate refused: " + x509(result - X509_OFFSET);
        }
        return switch (result) {
            case OK -> "ok";
            case NOT_OK -> "not ok";
            case DEAD -> "connection dead";
            case CLOSE_NOTIFY -> "close_notify received";
            case CONNECTION_LOST -> "connection lost";
            case INVALID_HANDSHAKE -> "invalid handshake";
            case INVALID_PROTOCOL_MESSAGE -> "invalid protocol message";
            case INVALID_HMAC -> "invalid HMAC";
            case INVALID_VERSION -> "invalid version";
            case INVALID_SESSION -> "invalid session";
            case NO_CIPHER -> "no cipher";
            case BAD_CERTIFICATE -> "bad certificate";
            case INVALID_KEY -> "invalid key";
            case FINISHED_INVALID -> "Finished invalid";
            case NO_CERTIFICATE_DEFINED -> "no certificate defined";
            case NO_CLIENT_RENEGOTIATION -> "no client renegotiation";
            case NOT_SUPPORTED -> "not supported";
            default -> result > CONNECTION_LOST ? "alert " + -result + " received" : "error " + result;
        };
    }

    /** An X.509 code (0 … −9) in words. */
    public static String x509(int code) {
        return switch (code) {
            case 0 -> "ok";
            case -2 -> "no trusted certificate";
            case -3 -> "bad signature";
            case -4 -> "not yet valid";
            case -5 -> "expired";
            case -6 -> "self-signed";
            case -7 -> "invalid chain";
            case -8 -> "unsupported digest";
            case -9 -> "invalid private key";
            default -> "not ok";
        };
    }
}
