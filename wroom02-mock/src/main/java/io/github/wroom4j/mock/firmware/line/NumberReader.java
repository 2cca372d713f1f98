package io.github.wroom4j.mock.firmware.line;

/** How a line of firmwares reads a number among the parameters of a set command. */
@FunctionalInterface
interface NumberReader {
    /**
     * Reads what stands at a place.
     *
     * @param line the line, up to and including its end
     * @param from where the number should begin
     */
    Reading read(byte[] line, int from);

    /**
     * What was read.
     *
     * @param value the number, {@link Parameters#ABSENT} or {@link Parameters#WRONG}
     * @param end the first byte behind it
     */
    record Reading(int value, int end) {}
}
