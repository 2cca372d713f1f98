package io.github.wroom4j.at.dialect;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Dialect;
import io.github.wroom4j.at.Firmware.Family;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import java.util.Set;

/**
 * How one firmware is spoken to: spellings, limits, habits. Data only; the parser needs none of it.
 *
 * @param name as in {@code nonos-1.7}
 * @param family which family
 * @param suffixes whether settings exist as {@code _CUR} and {@code _DEF} (at-protocol §6.1); we use {@code _CUR}
 *     to spare the flash
 * @param lineLimit bytes of a command line with its line end (at-protocol §3.1)
 * @param datagram most bytes of one UDP datagram; espconn cuts off what is beyond without a word (espconn-sdk §4.5)
 * @param passive link types that {@code AT+CIPRECVMODE=1} covers (at-protocol §9.4); empty where the command is absent
 * @param statusCommand the query that lists links: {@code CIPSTATUS} exec, or {@code CIPSTATE} query
 * @param quirks what else it is known for
 * @param capabilities what it can do
 */
public record DialectTable(
        String name,
        Family family,
        boolean suffixes,
        int lineLimit,
        int datagram,
        Set<LinkRequest.Type> passive,
        StatusCommand statusCommand,
        Set<Quirk> quirks,
        Capabilities capabilities)
        implements Dialect {

    /** How links are listed (at-protocol §7.1). */
    public enum StatusCommand {
        /** An exec form, in every firmware so far. */
        CIPSTATUS,
        /** A query, since ESP-AT 2.2.2 (at-recorded-esp-at E1). */
        CIPSTATE;

        /** The command that asks. */
        public AtCommand command() {
            return this == CIPSTATE ? AtCommand.query(name()) : AtCommand.exec(name());
        }

        /** What to ask where this one is refused. */
        public StatusCommand other() {
            return this == CIPSTATE ? CIPSTATUS : CIPSTATE;
        }
    }

    /** Habits that change what a driver does. */
    public enum Quirk {
        /**
         * It can be left in passive receive by a program before us, and its notices then have the shape of a block that
         * never comes: bytes are asked to be pushed (at-recorded-esp-at E3).
         */
        PASSIVE_IS_TURNED_OFF,
        /** A failed CIPSTART says ERROR first and CLOSED later, perhaps much later (at-protocol §16.5 L1). */
        CLOSED_AFTER_ERROR,
        /** CLOSED comes while the module still holds bytes of the link (at-protocol §9.4, §16.5 L2). */
        DATA_AFTER_CLOSED,
        /** {@code AT+SYSSTORE=0} keeps settings out of the flash (at-protocol §13). */
        SYSSTORE,
        /** CIPSSLCCONF takes the link id first (at-protocol §8.3). */
        SSL_CONFIG_BY_LINK,
        /** SSL settings as ESP_ATMod spells them (at-protocol §8.5). */
        ATMOD_SSL,
        /** CIPDNS carries a suffix (at-protocol §7.10). */
        DNS_SUFFIX,
        /**
         * {@code AT+CIPSERVER=0} leaves the server's clients, which are closed one by one: {@code =0,1} closes links of ours
         * as well, and 2.0 and 2.1 refuse it (at-recorded-esp-at E28).
         */
        SERVER_KEEPS_CLIENTS,
        /** A name of an SSL link, once set, stays until a restart: the empty one is refused (at-recorded-esp-at §3.2). */
        SSL_NAMES_STAY,
        /** {@code +CWJAP:4} stands for a wrong password as well: no number of its own tells of one (at-recorded-esp-at §5). */
        JOIN_4_IS_ANYTHING,
        /** {@code +CWJAP:1} may be a wrong password that the radio told as a time-out (at-recorded-esp-at §5). */
        JOIN_1_MAY_BE_PASSWORD,
        /** It reads nothing while it connects or joins, so that it cannot even say busy (at-protocol §14). */
        DEAF_WHILE_CONNECTING,
        /** {@code +++} does not end data entry: only bytes do (at-protocol §3.6). */
        NO_ESCAPE,
        /** The {@code OK} of a send may follow a counted block without a line end between (at-protocol §14, §16.2 C7). */
        OK_WITHOUT_LINE_END,
        /** {@code AT+SNTPTIME?} gives the Unix time; there is no {@code AT+CIPSNTPTIME?} (at-protocol §8.5). */
        SNTP_UNIX_TIME,
        /** SLEEP numbers light and modem sleep the other way round (at-protocol §5). */
        SLEEP_SWAPPED
    }

    public DialectTable {
        passive = Set.copyOf(passive);
        quirks = Set.copyOf(quirks);
    }

    /** A setting's name with the suffix that keeps it out of the flash. */
    public String current(String command) {
        return suffixes ? command + "_CUR" : command;
    }

    /** A setting's name with the suffix that keeps it in the flash. */
    public String saved(String command) {
        return suffixes ? command + "_DEF" : command;
    }

    /** This table with other link types fetched. */
    public DialectTable withPassive(Set<LinkRequest.Type> types) {
        return new DialectTable(
                name, family, suffixes, lineLimit, datagram, types, statusCommand, quirks, capabilities);
    }

    /** Whether it has a habit. */
    public boolean is(Quirk quirk) {
        return quirks.contains(quirk);
    }

    /** Whether bytes of such a link are fetched rather than pushed. */
    public boolean fetches(LinkRequest.Type type) {
        return passive.contains(type);
    }
}
