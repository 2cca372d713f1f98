package io.github.wroom4j.arduino;

/**
 * Finds a byte pattern in passing bytes. As Knuth, Morris and Pratt do it; or, strictly, as the core does it: after a
 * mismatch only the current byte is tried again, so "aab" inside "aaab" is missed (ST-6).
 */
final class Matcher {
    private final byte[] pattern;
    private final int[] fallBack;
    private int matched;

    Matcher(byte[] pattern, boolean strict) {
        this.pattern = pattern;
        this.fallBack = new int[pattern.length];
        for (int i = 1, k = 0; i < pattern.length && !strict; i++) {
            while (k > 0 && pattern[i] != pattern[k]) {
                k = fallBack[k - 1];
            }
            k = pattern[i] == pattern[k] ? k + 1 : k;
            fallBack[i] = k;
        }
    }

    /** Whether the pattern ends with this byte. */
    boolean matched(int octet) {
        if (pattern.length == 0) {
            return false;
        }
        byte b = (byte) octet;
        while (matched > 0 && pattern[matched] != b) {
            matched = fallBack[matched - 1];
        }
        if (pattern[matched] == b) {
            matched++;
        }
        if (matched < pattern.length) {
            return false;
        }
        matched = fallBack[matched - 1];
        return true;
    }
}
