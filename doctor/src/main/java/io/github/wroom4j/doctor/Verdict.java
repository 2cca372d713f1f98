package io.github.wroom4j.doctor;

import io.github.wroom4j.words.Text;
import java.util.List;
import java.util.Locale;

/**
 * What is the matter, in one sentence.
 *
 * @param finding which case of the table
 * @param text one sentence for people, with the numbers that prove it
 * @param certain false where the evidence only makes it likely; the sentence then says "probably" or "possibly"
 * @param steps what to do: lines that can be pasted, or short sentences; may be empty
 */
public record Verdict(Finding finding, Text text, boolean certain, List<Text> steps) {

    /** The cases. */
    public enum Finding {
        /** It works. */
        WORKS,
        /** The firmware has no TLS of its own. */
        NO_MODULE_TLS,
        /** The server does not speak the offered TLS version. */
        VERSION_REFUSED,
        /** An OpenSSL-based server says internal_error to a hello that is too old for it. */
        TOO_OLD_FOR_OPENSSL,
        /** Version accepted, but no suite, group or certificate type in common. */
        NO_COMMON_SUITE,
        /** The server requires SNI. */
        SERVER_NAME_NEEDED,
        /** The certificates do not fit into the module's buffer. */
        CHAIN_TOO_LARGE,
        /** A record other than the certificates does not fit into the module's buffer. */
        RECORD_TOO_LARGE,
        /** A certificate has run out. */
        EXPIRED,
        /** A certificate is not valid yet. */
        NOT_YET_VALID,
        /** The clock that judges certificates cannot be right. */
        CLOCK_UNSET,
        /** The certificate is for another name. */
        WRONG_NAME,
        /** The issuer is not trusted. */
        UNKNOWN_CA,
        /** The certificate is self-signed. */
        SELF_SIGNED,
        /** The certificate is not acceptable for another reason. */
        BAD_CERTIFICATE,
        /** The server wants a client certificate. */
        CLIENT_CERTIFICATE_WANTED,
        /** A client certificate was given, and the server does not accept it. */
        CLIENT_CERTIFICATE_REFUSED,
        /** What answers speaks plain HTTP. */
        PLAIN_HTTP,
        /** What answers speaks something else than TLS or HTTP. */
        NOT_TLS,
        /** A network that wants a login answers in the server's place. */
        CAPTIVE_PORTAL,
        /** TLS that breaks its own rules. */
        MISBEHAVES,
        /** TCP stands, and nothing answers. */
        SILENCE,
        /** The connection is closed or reset without a word of TLS. */
        HUNG_UP,
        /** The name has no address. */
        NAME_NOT_FOUND,
        /** No TCP connection. */
        NOT_REACHED,
        /** The module has not joined a Wi-Fi network. */
        NO_WIFI,
        /** Refused with an alert that no row explains. */
        OTHER_ALERT,
        /** The module itself failed while it was used. */
        MODULE_TROUBLE,
        /** The module has too little memory for its TLS: it said so, or restarted while it tried. */
        MODULE_MEMORY,
        /** The server takes the module's hello, and its handshake fails late: measured to be slow. */
        MODULE_SLOW,
        /** The server takes the module's hello, and its handshake fails; AT does not show why. */
        MODULE_FAILED,
        /** Not examined, because what stands before it failed. */
        NOT_EXAMINED
    }

    public Verdict {
        steps = List.copyOf(steps);
    }

    /** The sentence in English. */
    public String sentence() {
        return sentence(Locale.ENGLISH);
    }

    /** The sentence in that language; English where it is not known. */
    public String sentence(Locale language) {
        return text.in(language);
    }

    /** What to do, in English. */
    public List<String> advice() {
        return advice(Locale.ENGLISH);
    }

    /** What to do, in that language. */
    public List<String> advice(Locale language) {
        return steps.stream().map(t -> t.in(language)).toList();
    }

    /** Whether it works. */
    public boolean works() {
        return finding == Finding.WORKS;
    }
}
