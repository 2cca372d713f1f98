package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.engine.LinkMachine.Event;
import io.github.wroom4j.at.engine.LinkMachine.Phase;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One link id as a value: events go in, a phase comes out; no module, no thread, no waiting. */
class LinkMachineTest {
    private static final AtException CLOSED =
            new AtException(Kind.LINK_CLOSED, "the connection was closed", "0,CLOSED");

    private final ManualClock clock = new ManualClock();
    private Engine engine;
    private LinkMachine id;

    @BeforeEach
    void of_a_passive_firmware() {
        speaking("1.7.4.0");
    }

    private void speaking(String version) {
        var second = Duration.ofSeconds(1);
        engine = new Engine(
                new Terms(Timeouts.DEFAULT, second, second, second, second, second, second, second, 1 << 16),
                Dialects.detect(List.of("AT version:" + version)).table());
        engine.now(clock.nanos());
        engine.listening(true);
        id = engine.links().ids[0];
    }

    private Generation visitor() {
        id.on(new Event.Connect());
        return id.open();
    }

    private Generation ours() {
        Generation link = id.asked(LinkRequest.tcp("10.0.0.2", 80));
        id.on(new Event.Taken(link));
        return link;
    }

    @Test
    void CONNECT_on_an_idle_id_is_a_visitor_and_CLOSED_ends_him() {
        Generation link = visitor();
        assertTrue(link.standing());
        id.on(new Event.Closed(CLOSED));
        assertFalse(link.standing());
        assertTrue(id.isFree());
        assertSame(link, id.owner(), "pushed bytes may come after CLOSED");
        assertSame(CLOSED, link.whyClosed);
    }

    @Test
    void the_next_CONNECT_takes_the_id_from_whoever_had_it() {
        Generation first = visitor();
        first.bytes.announced(5);
        id.on(new Event.Closed(CLOSED));
        assertTrue(id.phase() instanceof Phase.Draining);
        Generation second = visitor();
        assertNotSame(first, second);
        assertSame(second, id.owner());
        assertFalse(id.isFor(first));
        assertEquals(Kind.LINK_BROKEN, first.bytes.failure.kind());
    }

    @Test
    void a_link_whose_last_bytes_came_before_the_next_CONNECT_ends_whole() {
        Generation first = visitor();
        first.bytes.announced(5);
        id.on(new Event.Closed(CLOSED));
        first.bytes.asking();
        first.bytes.put(new byte[5], 0, 5);
        first.bytes.fetched(5, true);
        visitor(); // before whoever fetched could tell that all is fetched
        assertNull(first.bytes.failure);
        assertTrue(first.bytes.drained);
        assertSame(CLOSED, first.whyClosed);
    }

    @Test
    void a_visitor_who_came_and_went_on_an_id_before_our_link_was_made_leaves_it_nothing() {
        Generation link = ours();
        id.on(new Event.Connect());
        link.bytes.put(new byte[3], 0, 3); // pushed, and his
        id.on(new Event.Closed(CLOSED));
        id.on(new Event.Connect());
        id.on(new Event.Accepted(link));
        assertSame(link, id.open());
        assertTrue(link.standing());
        assertTrue(link.bytes.isEmpty());
    }

    @Test
    void a_visitor_whose_CONNECT_came_while_we_asked_for_his_id_is_served() {
        Generation link = ours();
        id.on(new Event.Connect());
        id.on(new Event.Collided(link));
        assertNotSame(link, id.open());
        assertSame(id.open(), engine.visitors().poll());
    }

    @Test
    void a_visitor_whose_first_bytes_were_filed_for_another_is_closed() {
        Generation link = ours();
        id.on(new Event.Connect());
        link.bytes.announced(7);
        id.on(new Event.Collided(link));
        assertTrue(id.phase() instanceof Phase.Orphaned);
    }

    @Test
    void nothing_that_was_decided_for_one_use_touches_the_next() {
        Generation first = visitor();
        id.on(new Event.Closed(CLOSED));
        Generation second = visitor();
        int moves = id.moves();
        for (Event late : List.of(
                new Event.CloseAsked(first),
                new Event.CloseAnswered(first),
                new Event.Linger(first, 0),
                new Event.GivenUp(first),
                new Event.Broken(first),
                new Event.Drained(first),
                new Event.Contaminated(first),
                new Event.Released(first),
                new Event.Refused(first, true),
                new Event.Missing(first, CLOSED),
                new Event.OrphanClosed(),
                new Event.WaitedForClosed())) {
            id.on(late);
            assertSame(second, id.open(), late + " came too late");
            assertEquals(moves, id.moves(), late + " came too late");
        }
    }

    @Test
    void a_visitor_who_is_left_is_gone_with_his_own_close_and_asked_to_go_without_it() {
        Generation first = visitor();
        first.closeHere();
        id.on(new Event.Linger(first, 100));
        assertTrue(id.phase() instanceof Phase.Lingering);
        id.on(new Event.Closed(CLOSED));
        assertTrue(id.isFree());
        Generation second = visitor();
        second.closeHere();
        id.on(new Event.Linger(second, 100));
        id.on(new Event.CloseAsked(second));
        assertTrue(id.phase() instanceof Phase.Closing);
        id.on(new Event.CloseAnswered(second));
        assertTrue(id.isFree());
    }

    @Test
    void the_CLOSED_of_a_failed_attempt_ends_nobody_else() {
        Generation failed = ours();
        id.on(new Event.Asked(failed, new Exchange(AtCommand.attention(), Exchange.Kind.PLAIN, Deadline.never(clock))));
        id.on(new Event.Refused(failed, true));
        assertTrue(id.phase() instanceof Phase.Quarantined);
        Generation visitor = visitor(); // the module gave the id away before it said CLOSED
        id.on(new Event.Closed(CLOSED));
        assertTrue(visitor.standing());
        assertTrue(visitor.doubted, "it is asked about instead");
        id.on(new Event.Closed(CLOSED));
        assertFalse(visitor.standing());
    }

    @Test
    void an_attempt_that_was_given_up_is_unwanted_until_it_is_closed() {
        Generation link = ours();
        id.on(new Event.GivenUp(link));
        id.on(new Event.Closed(CLOSED)); // a straggler: nothing has come of the attempt yet
        assertTrue(id.phase() instanceof Phase.Orphaned);
        id.on(new Event.Connect());
        assertNull(id.owner());
        id.on(new Event.Closed(CLOSED));
        assertTrue(id.isFree());
    }

    @Test
    void CONNECT_FAIL_ends_a_visitor_and_tells_nothing_of_a_link_of_ours() { // recorded of AT 0.40 … 1.7.6
        Generation visitor = visitor();
        id.on(new Event.ConnectFail());
        assertFalse(visitor.standing());
        Generation link = ours();
        id.on(new Event.Connect());
        id.on(new Event.Accepted(link));
        id.on(new Event.ConnectFail());
        assertTrue(link.standing());
    }

    @Test
    void a_list_of_links_brings_back_a_visitor_whose_CONNECT_was_lost() {
        id.on(new Event.Listed(true, true));
        assertTrue(id.open().incoming);
        id.on(new Event.Listed(false, false));
        assertTrue(id.isFree());
        id.on(new Event.Listed(true, false));
        assertTrue(id.phase() instanceof Phase.Orphaned);
    }

    /** Whatever comes in whatever order, an id is one link's, and a link that has lost it never gets it back. */
    @ParameterizedTest
    @ValueSource(strings = {"0.40", "1.6.2", "1.7.4.0", "2.2.0.0"})
    void in_any_order_of_events_an_id_is_one_links_and_never_again_a_former_ones(String version) {
        for (int seed = 0; seed < 1_000; seed++) {
            speaking(version);
            walk(new Random(seed), version + ", seed " + seed);
        }
    }

    private void walk(Random random, String what) {
        var all = new ArrayList<Generation>();
        var gone = new ArrayList<Generation>();
        var told = new StringBuilder(what);
        for (int step = 0; step < 40; step++) {
            Generation any = all.isEmpty() ? ours(all) : all.get(random.nextInt(all.size()));
            Event event = switch (random.nextInt(19)) {
                case 0, 1 -> new Event.Connect();
                case 2, 3 -> new Event.Closed(CLOSED);
                case 4 -> new Event.ConnectFail();
                case 5 -> new Event.Accepted(any);
                case 6 -> new Event.Refused(any, random.nextBoolean());
                case 7 -> new Event.Released(any);
                case 8 -> new Event.Collided(any);
                case 9 -> new Event.GivenUp(any);
                case 10 -> new Event.Linger(any, 0);
                case 11 -> new Event.CloseAsked(any);
                case 12 -> new Event.CloseAnswered(any);
                case 13 -> new Event.Broken(any);
                case 14 -> new Event.Drained(any);
                case 15 -> new Event.Listed(random.nextBoolean(), random.nextBoolean());
                case 16 -> new Event.Held(random.nextInt(3));
                case 17 -> random.nextBoolean() ? new Event.OrphanClosed() : new Event.WaitedForClosed();
                default -> id.isFree() ? new Event.Taken(id.asked(any.request())) : new Event.Connect();
            };
            Generation before = id.link();
            id.on(event);
            told.append('\n')
                    .append(event.getClass().getSimpleName())
                    .append(" -> ")
                    .append(id.phase());
            Generation now = id.link();
            if (now != null && !all.contains(now)) {
                all.add(now);
            }
            if (before != null && before != now) {
                gone.add(before);
            }
            for (Generation link : gone) {
                assertFalse(link.standing(), told::toString);
            }
            assertTrue(engine.visitors().stream().filter(Generation::standing).count() <= 1, told::toString);
        }
    }

    private Generation ours(List<Generation> all) {
        Generation link = id.asked(LinkRequest.tcp("10.0.0.2", 80));
        if (id.isFree()) {
            id.on(new Event.Taken(link));
        }
        all.add(link);
        return link;
    }
}
