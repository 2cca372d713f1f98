/**
 * The five links of a module, and the two stacks they can stand on.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.firmware.links.ModuleLinks} (the table of links, status, servers,
 * closing), {@link io.github.wroom4j.mock.firmware.links.ReceivePath} (+IPD, active and passive), and
 * {@link io.github.wroom4j.mock.firmware.links.LinkStack} with its two forms: NonOS AT stands on {@code espconn_*} as
 * on the chip, ESP-AT and ESP_ATMod on lwIP's sockets. No command line is read here. Start at {@code ModuleLinks}.
 */
package io.github.wroom4j.mock.firmware.links;
