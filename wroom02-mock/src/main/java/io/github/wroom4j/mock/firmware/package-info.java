/**
 * AT firmwares: what an ESP-WROOM-02 says on its UART, from boot text to {@code +IPD}.
 *
 * <p>What lives here: {@link io.github.wroom4j.mock.firmware.AtFirmware} (boots a version on a chip), the boot text, and
 * the sub-packages {@code line} (the UART's grammar), {@code links} (the table of links and the stacks below) and
 * {@code commands} (one class per group). No profile is known here: what a firmware is made of is handed in from above,
 * and the SDK below knows nothing of it. Start at {@code AtFirmware}, then {@code commands.AtCore}.
 */
package io.github.wroom4j.mock.firmware;
