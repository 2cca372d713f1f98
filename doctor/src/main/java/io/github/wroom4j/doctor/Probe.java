package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.CapturedLink;
import io.github.wroom4j.tls.LinkRecording;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.words.Text;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * One hello over one plain TCP link, and what came back.
 *
 * @param name which hello
 * @param hello what was offered
 * @param answer what came, as far as it came
 * @param ending how it ended
 * @param failure what the module said of a link that did not come about or broke
 * @param recording every byte with its time; empty where no link came about
 */
public record Probe(
        Name name,
        ClientHello hello,
        ServerAnswer answer,
        Ending ending,
        Optional<AtException> failure,
        Optional<LinkRecording> recording) {

    /** Which hellos there are; {@code HelloPlan} chooses among them. */
    public enum Name {
        /** What the module's firmware says. */
        FIRMWARE,
        /** What the small image of the same firmware says. */
        NANO_IMAGE,
        /** TLS 1.2 with everything in it: every suite, the name, short records, resumption. */
        TLS_1_2,
        /** The firmware's version with every suite that was ever common. */
        FIRMWARE_VERSION_WIDE,
        /** Whichever of these two was welcome, without a server name. */
        NAMELESS,
        /** TLS 1.2 with RSA key exchange only, as small clients have. */
        TLS_1_2_RSA,
        /** The same without a server name: two questions in one. */
        TLS_1_2_RSA_NAMELESS,
        /** TLS 1.3 and nothing older. */
        TLS_1_3;

        /** In words. */
        public String words() {
            return words(Locale.ENGLISH);
        }

        /** In words of that language. */
        public String words(Locale language) {
            return Text.of("hello." + name()).in(language);
        }
    }

    /** How a probe ends. */
    public enum Ending {
        /** The answer was complete, and this end hung up. */
        ANSWERED,
        /** The server closed before its answer was complete. */
        HUNG_UP,
        /** The link broke: a reset, or a module in trouble. */
        BROKE,
        /** Time ran out. */
        TIMED_OUT,
        /** No TCP connection. */
        NOT_CONNECTED
    }

    /**
     * Opens a link, says hello, listens, hangs up. Never throws for what a server or a network may do.
     *
     * @param longestSilence after which nothing more is expected of a server that took the connection
     */
    static Probe run(
            AtModule module, Peer peer, Name name, byte[] helloRecord, Deadline deadline, Duration longestSilence) {
        var hello = ClientHello.readRecords(helloRecord);
        var reader = new ServerAnswer.Reader();
        Link tcp;
        try {
            tcp = module.open(LinkRequest.tcp(peer.host(), peer.port()), deadline);
        } catch (AtException e) {
            return new Probe(name, hello, reader.answer(), Ending.NOT_CONNECTED, Optional.of(e), Optional.empty());
        }
        var recording = new LinkRecording(module.clock(), peer);
        var ending = Ending.ANSWERED;
        AtException broke = null;
        try (var link = new CapturedLink(tcp, recording)) {
            link.write(helloRecord, 0, helloRecord.length, deadline);
            link.flush(deadline);
            byte[] buffer = new byte[2048];
            boolean more = true;
            while (more) {
                int n = link.read(buffer, 0, buffer.length, deadline.orIn(longestSilence));
                if (n > 0) {
                    more = reader.offer(buffer, 0, n);
                } else {
                    ending = n == 0 ? Ending.TIMED_OUT : Ending.HUNG_UP;
                    more = false;
                }
                if (more && deadline.expired()) { // a server that drips bytes never lets a read time out
                    ending = Ending.TIMED_OUT;
                    more = false;
                }
            }
        } catch (AtException e) {
            ending = e.kind() == AtException.Kind.TIMEOUT ? Ending.TIMED_OUT : Ending.BROKE;
            broke = e;
        }
        return new Probe(name, hello, reader.answer(), ending, Optional.ofNullable(broke), Optional.of(recording));
    }

    /** Whether the server went along with this hello. */
    public boolean accepted() {
        return answer.accepted();
    }

    /** Whether the server turned it down, by an alert or by hanging up. Silence and a lost link prove nothing. */
    public boolean refused() {
        return !accepted() && (answer.alert().isPresent() || ending == Ending.HUNG_UP || ending == Ending.BROKE);
    }
}
