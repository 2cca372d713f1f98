package io.github.wroom4j.mock.sdk;

/**
 * How much heap is free once the firmware stands (espconn-sdk §10.4).
 *
 * @param name for messages
 * @param free bytes, 0 … 81920
 */
public record HeapModel(String name, int free) {
    /** The article's sketch: 8192 is refused, 5120 accepted (any value in 19457 … 22528 does that). */
    public static final HeapModel ARDUINO_SEED = new HeapModel("arduino-seed", 21_500);

    /** Under the AT firmware (estimate). */
    public static final HeapModel AT = new HeapModel("at", 40_000);

    /** A bare SDK application with an address. */
    public static final HeapModel NONOS = new HeapModel("nonos", 47_000);

    /** A model by its name, or by a number of bytes. */
    public static HeapModel of(String text) {
        for (HeapModel model : new HeapModel[] {ARDUINO_SEED, AT, NONOS}) {
            if (model.name.equals(text)) {
                return model;
            }
        }
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 81_920) {
            return new HeapModel(text + " bytes", Integer.parseInt(text));
        }
        throw new IllegalArgumentException(
                "heap \"" + text + "\": give arduino-seed, at, nonos or a number of bytes up to 81920");
    }
}
