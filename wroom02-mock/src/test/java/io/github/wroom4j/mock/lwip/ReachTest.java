package io.github.wroom4j.mock.lwip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.radio.Ip4;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a mock may connect: what its user has named, and nothing beside it. */
class ReachTest {
    private static final Ip4 SHOP = new Ip4(192, 0, 2, 7);
    private static final Ip4 OTHER = new Ip4(192, 0, 2, 8);

    private final Reach reach = new Reach();

    private static Optional<InetSocketAddress> at(Ip4 ip, int port) {
        return Optional.of(new InetSocketAddress(ip.toInetAddress(), port));
    }

    @Test
    void a_host_that_is_named_opens_one_port_of_the_address_that_its_name_has_and_no_other() {
        reach.resolver(name -> Optional.of(name.equals("shop.example") ? SHOP : OTHER));
        reach.host("Shop.example", 443);

        assertTrue(reach.mayLookUp("shop.EXAMPLE"));
        assertFalse(reach.mayLookUp("other.example"));
        assertEquals(Optional.empty(), reach.target(SHOP, 443), "before it was looked up nobody knows the address");
        assertEquals(Optional.of(SHOP), reach.lookUp("shop.example"));
        assertEquals(at(SHOP, 443), reach.target(SHOP, 443));
        assertEquals(Optional.empty(), reach.target(SHOP, 80));
        assertEquals(Optional.empty(), reach.target(OTHER, 443));
    }

    @Test
    void an_address_that_is_named_opens_that_port_alone() {
        reach.host("192.0.2.7", 8443);

        assertEquals(at(SHOP, 8443), reach.target(SHOP, 8443));
        assertEquals(Optional.empty(), reach.target(SHOP, 8444));
        assertEquals(Optional.empty(), reach.target(OTHER, 8443));
    }

    @Test
    void a_host_without_a_port_opens_all_of_its_ports() {
        reach.resolver(name -> Optional.of(SHOP));
        reach.host("shop.example", 0);
        reach.lookUp("shop.example");

        assertEquals(at(SHOP, 1883), reach.target(SHOP, 1883));
        assertEquals(Optional.empty(), reach.target(OTHER, 1883));
    }
}
