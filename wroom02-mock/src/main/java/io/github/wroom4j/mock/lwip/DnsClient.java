package io.github.wroom4j.mock.lwip;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.radio.Ip4;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The resolver: answers come from {@link Reach}, and from the host's own resolver if the mock may ask it for
 * that name. An unknown name is denied at once, as a name server does; a silent one costs {@link Lwip#DNS_PATIENCE} per server.
 */
public final class DnsClient {
    /** Used when DHCP named none (espconn-sdk §5). */
    public static final Ip4 DEFAULT_SERVER = new Ip4(208, 67, 222, 222);

    private static final System.Logger LOG = System.getLogger(DnsClient.class.getName());

    private final Netif ip;
    private final Ip4[] servers = {DEFAULT_SERVER, Ip4.ANY};
    private Duration denial = Duration.ZERO;
    private int inFlight;

    DnsClient(Netif ip) {
        this.ip = ip;
    }

    /** Sets server 0 or 1; others are ignored, as {@code dns_setserver} does. */
    public void server(int index, Ip4 address) {
        if (index >= 0 && index < servers.length) {
            servers[index] = address;
        }
    }

    /** How long a name that a server denies takes to fail; zero, the default, for at once. */
    public void denial(Duration time) {
        denial = time;
    }

    /** Server 0 or 1. */
    public Ip4 server(int index) {
        return servers[index];
    }

    /**
     * Asks for a name; the answer comes in a later task, empty for a failure.
     *
     * @return {@link Lwip#ERR_INPROGRESS}, or {@link Lwip#ERR_MEM} when the table is full
     */
    public int query(String host, Consumer<Optional<Ip4>> found) {
        if (inFlight >= Lwip.DNS_TABLE) {
            return Lwip.ERR_MEM;
        }
        inFlight++;
        var answer = new Answer(found);
        int tries = servers[1].isAny() ? 1 : 2;
        answer.timeout = ip.lane().after(Lwip.DNS_PATIENCE.multipliedBy(tries), () -> answer.deliver(Optional.empty()));
        if (ip.conditions().dnsSilent() || !ip.station().isUp()) {
            return Lwip.ERR_INPROGRESS;
        }
        Optional<Ip4> known = ip.reach().lookup(host);
        if (known.isEmpty() && ip.reach().mayLookUp(host)) {
            // The machine's resolver blocks; in the common pool one slow name would hold up every other.
            var asking = new Thread(() -> lookUp(host, answer), "mock-dns");
            asking.setDaemon(true);
            asking.start();
            return Lwip.ERR_INPROGRESS;
        }
        if (known.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, Reach.refusal(host));
        }
        ip.lane().post(() -> deliver(answer, known));
        return Lwip.ERR_INPROGRESS;
    }

    private void lookUp(String host, Answer answer) {
        Optional<Ip4> result = ip.reach().lookUp(host);
        ip.lane().post(() -> deliver(answer, result));
    }

    /** From AT 1.1 on the resolver drops a denial and asks again until its patience ends (at-recorded D23). */
    private void deliver(Answer answer, Optional<Ip4> address) {
        if (address.isPresent() || denial.isZero()) {
            answer.deliver(address);
        } else {
            ip.lane().after(denial, () -> answer.deliver(address));
        }
    }

    private final class Answer {
        private final Consumer<Optional<Ip4>> found;
        private Lane.Timer timeout;
        private boolean delivered;

        Answer(Consumer<Optional<Ip4>> found) {
            this.found = found;
        }

        void deliver(Optional<Ip4> address) {
            if (!delivered) {
                delivered = true;
                inFlight--;
                timeout.cancel();
                found.accept(address);
            }
        }
    }
}
