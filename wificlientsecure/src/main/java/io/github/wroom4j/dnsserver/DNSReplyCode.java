package io.github.wroom4j.dnsserver;

/** How a question is refused (RFC 1035 §4.1.1, RFC 2136 §2.2); the ordinal is the code on the wire. */
public enum DNSReplyCode {
    NoError,
    FormError,
    ServerFailure,
    NonExistentDomain,
    NotImplemented,
    Refused,
    YXDomain,
    YXRRSet,
    NXRRSet
}
