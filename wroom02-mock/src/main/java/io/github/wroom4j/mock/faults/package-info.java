/**
 * Faults as values: what goes wrong, and when.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.faults.Fault} (a small sealed family),
 * {@link io.github.wroom4j.mock.faults.When} (always, now and then, at a byte) and
 * {@link io.github.wroom4j.mock.faults.Faults} (a seeded plan, and the names by which an address asks for one, F1 to F14
 * of the catalogue among them). Nothing here acts: the floors above ask the plan at the moments that concern them. Start
 * at {@code Fault}.
 */
package io.github.wroom4j.mock.faults;
