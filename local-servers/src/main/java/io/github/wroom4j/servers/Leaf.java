package io.github.wroom4j.servers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a certificate shall say. Immutable: each method returns another wish.
 *
 * @param commonName CN of the subject; empty leaves the subject empty
 * @param dnsNames DNS names of the subject alternative name
 * @param addresses IPv4 or IPv6 addresses of the subject alternative name
 * @param key kind of key
 * @param notBefore start of validity
 * @param notAfter end of validity
 * @param client whether it is for clients, not servers
 * @param padding bytes of ballast in an extension that no client reads, to make a chain of a chosen size
 */
public record Leaf(
        String commonName,
        List<String> dnsNames,
        List<String> addresses,
        KeyKind key,
        Instant notBefore,
        Instant notAfter,
        boolean client,
        int padding) {

    /** Kinds of key. */
    public enum KeyKind {
        /** RSA, 2048 bits: the one that every client of the last twenty years knows. */
        RSA_2048,
        /** RSA, 1024 bits, for the small clients of old. */
        RSA_1024,
        /** RSA, 4096 bits; takes seconds to make. */
        RSA_4096,
        /** Elliptic curve P-256. */
        EC_P256
    }

    public Leaf {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        if (padding < 0) {
            throw new IllegalArgumentException("padding is 0 or more bytes, not " + padding);
        }
    }

    /** A server of this machine: {@code localhost}, 127.0.0.1 and ::1; RSA-2048; from yesterday for 30 days. */
    public static Leaf localhost() {
        return forHost("localhost").address("127.0.0.1").address("::1");
    }

    /** A server of one name, else like {@link #localhost()}. */
    public static Leaf forHost(String name) {
        return new Leaf(name, List.of(name), List.of(), KeyKind.RSA_2048, inDays(-1), inDays(30), false, 0);
    }

    /** A client. */
    public static Leaf forClient(String name) {
        return new Leaf(name, List.of(), List.of(), KeyKind.RSA_2048, inDays(-1), inDays(30), true, 0);
    }

    /** Further DNS names. */
    public Leaf names(String... more) {
        var all = new ArrayList<>(dnsNames);
        all.addAll(List.of(more));
        return new Leaf(commonName, all, addresses, key, notBefore, notAfter, client, padding);
    }

    /** A CN and no alternative names at all, as old certificates have. */
    public Leaf onlyCommonName(String cn) {
        return new Leaf(cn, List.of(), List.of(), key, notBefore, notAfter, client, padding);
    }

    /** A further address. */
    public Leaf address(String ip) {
        var all = new ArrayList<>(addresses);
        all.add(ip);
        return new Leaf(commonName, dnsNames, all, key, notBefore, notAfter, client, padding);
    }

    /** Another kind of key. */
    public Leaf key(KeyKind kind) {
        return new Leaf(commonName, dnsNames, addresses, kind, notBefore, notAfter, client, padding);
    }

    /** Another validity. */
    public Leaf valid(Instant from, Instant until) {
        return new Leaf(commonName, dnsNames, addresses, key, from, until, client, padding);
    }

    /** Ran out yesterday. */
    public Leaf expired() {
        return valid(inDays(-30), inDays(-1));
    }

    /** Begins tomorrow. */
    public Leaf notYetValid() {
        return valid(inDays(1), inDays(30));
    }

    /** Ballast in an extension. */
    public Leaf padding(int bytes) {
        return new Leaf(commonName, dnsNames, addresses, key, notBefore, notAfter, client, bytes);
    }

    private static Instant inDays(int days) {
        return Instant.now().plus(Duration.ofDays(days));
    }
}
