/**
 * The ESP8266 itself, below any firmware: heap, flash, clock rate, resets, and the lane in which everything runs.
 *
 * <p>Nothing here knows of networks, SDKs or commands. A reset closes the lane of the life that ended, forgets the heap
 * and boots again; the flash and the lane of the board (the UART's) outlive it.
 *
 * <p>Start reading at {@link io.github.wroom4j.mock.chip.Chip}.
 */
package io.github.wroom4j.mock.chip;
