package io.github.wroom4j.mock.chip;

import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.memory.FarEnd;
import io.github.wroom4j.hal.memory.Pacer;
import io.github.wroom4j.mock.loop.Lane;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The UART that carries AT commands: a receive FIFO that is served in batches, a transmit ring, a rate. It outlives
 * resets, as the pins do.
 *
 * <p>A batch is what sits in the FIFO at one service: a full FIFO of 100 bytes, or what came before a pause of two
 * characters (at-protocol §3.8). Without pacing there are no pauses to see: what has been written by then is a batch.
 *
 * <p>Runs in the board's lane, on the loop's thread.
 */
public final class Uart0 {
    /** What the boot ROM talks at with a 26 MHz crystal (at-protocol §2.2). */
    public static final int ROM_BAUD = 74_880;
    /** The hardware FIFO of either direction. */
    public static final int FIFO = 128;

    private static final Duration RESTART_PAUSE = Duration.ofMillis(250);
    /** Two UARTs understand each other while their rates differ by less than this. */
    private static final double TOLERANCE = 0.03;

    private final Chip chip;
    private final FarEnd far;
    private final Lane board;
    private final ArrayDeque<byte[]> ring = new ArrayDeque<>();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final AtomicBoolean serviceDue = new AtomicBoolean();
    /** Bits a second that bytes take their time by; 0 for none. */
    private final int pace;

    private UartConfig config = UartConfig.DEFAULT;
    private int batchLimit = 100;
    private int queued;
    private boolean deaf = true;
    private boolean anyRate;
    private boolean rtsByHand;
    private Lane.Timer pause;
    private Consumer<byte[]> receiver = batch -> {};
    private Runnable drained = () -> {};
    private Runnable oneDrain;
    private UnaryOperator<byte[]> incoming = UnaryOperator.identity();
    private UnaryOperator<byte[]> burst;
    private UnaryOperator<byte[]> outgoing = UnaryOperator.identity();

    /**
     * @param chip whose pins these are
     * @param far the board's end of the wire
     * @param pace whether bytes take their time on the wire (0 for no): between two ends in this process the rates that
     *     they use, with a peer that has none ({@link #anyRate}) this one
     */
    public Uart0(Chip chip, FarEnd far, int pace) {
        this.chip = chip;
        this.far = far;
        this.board = chip.board();
        this.pace = pace;
    }

    /** Starts to serve the wire. */
    public void start() {
        applyPace();
        far.onReadable(this::wake);
        far.onWritable(() -> board.post(this::drain));
        far.onConfig(format -> board.post(() -> {
            applyPace();
            drain();
        }));
        far.onLine((line, asserted) -> {
            if (line == ModemLine.RTS) {
                board.post(() -> {
                    rtsByHand = asserted;
                    drain();
                });
            }
        });
    }

    private void wake() {
        if (serviceDue.compareAndSet(false, true)) {
            board.post(this::service);
        }
    }

    /** Where batches go; the present life's firmware. */
    public void receiver(int limit, Consumer<byte[]> firmware) {
        batchLimit = limit;
        receiver = firmware;
        deaf = false;
    }

    /** Called whenever the ring has run empty. */
    public void whenDrained(Runnable action) {
        drained = action;
    }

    /** Faults on the wire: what becomes of received and of sent bytes. */
    public void filters(UnaryOperator<byte[]> received, UnaryOperator<byte[]> sent) {
        incoming = received;
        outgoing = sent;
    }

    /** What of a burst fits the FIFO; null serves every burst in time. */
    public void bursts(UnaryOperator<byte[]> kept) {
        burst = kept;
    }

    /** Lets the peer use any rate and no flow control: it has no say in them, as on a PTY or a TCP port. */
    public void anyRate(boolean on) {
        anyRate = on;
        applyPace();
    }

    /**
     * How long a restart must stay silent behind its OK, so that a host that throws away what has come when it reads OK
     * does not lose the boot text: a fifth of a second on a PTY or a TCP port, and what the wire still holds; nothing in
     * this process, where time is the test's.
     */
    public Duration restartPause() {
        if (!anyRate) {
            return Duration.ZERO;
        }
        return RESTART_PAUSE.plusNanos(pace > 0 ? (long) (FIFO * wire(config).nanosPerByte()) : 0);
    }

    private UartConfig wire(UartConfig format) {
        return anyRate ? format.withBaud(pace) : format;
    }

    /** The line format now. */
    public UartConfig config() {
        return config;
    }

    /** Switches the format at once. */
    public void configure(UartConfig format) {
        config = format;
        applyPace();
    }

    private void applyPace() {
        if (pace > 0) {
            far.paceIn(new Pacer(chip.clock(), wire(far.config())));
            far.paceOut(new Pacer(chip.clock(), wire(config)));
        }
    }

    /** Bytes in the transmit ring. */
    public int queued() {
        return queued;
    }

    /** A reset: what was not sent is lost, and nothing is received until the next life. */
    public void reset() {
        ring.clear();
        queued = 0;
        gathered.reset();
        deaf = true;
        oneDrain = null;
        drained = () -> {};
        config = UartConfig.DEFAULT;
        applyPace();
    }

    // ---- receiving ----

    private void service() {
        serviceDue.set(false);
        int n = burst == null || peerWaitsForRts() ? fill(batchLimit - gathered.size()) : fillFromBurst();
        if (n == 0) {
            return;
        }
        if (pause != null) {
            pause.cancel();
            pause = null;
        }
        if (pace == 0 || gathered.size() >= batchLimit) {
            handOver();
        } else if (far.travelling() == 0) {
            // The line has fallen silent. While bytes travel it has not, however coarsely a pacer wakes us for them.
            pause = board.after(Duration.ofNanos((long) (2 * wire(config).nanosPerByte())), this::handOver);
        }
        if (far.available() > 0) {
            wake();
        }
    }

    /** With RTS at this end and CTS at the other the peer stops before the FIFO is full (threshold 110): no overrun. */
    private boolean peerWaitsForRts() {
        UartConfig.Flow peer = far.config().flow();
        return (config.flow() == UartConfig.Flow.RTS || config.flow() == UartConfig.Flow.RTS_CTS)
                && (peer == UartConfig.Flow.CTS || peer == UartConfig.Flow.RTS_CTS);
    }

    private int fill(int most) {
        var buffer = new byte[most];
        int n = far.read(buffer, 0, buffer.length);
        gathered.write(buffer, 0, n);
        return n;
    }

    /** With overruns: what has piled up is one burst, and only a FIFO of it survives. */
    private int fillFromBurst() {
        var buffer = new byte[4096];
        int n = far.read(buffer, 0, buffer.length);
        byte[] kept = burst.apply(Arrays.copyOf(buffer, n));
        gathered.write(kept, 0, kept.length);
        return kept.length;
    }

    private void handOver() {
        byte[] batch = incoming.apply(heard(gathered.toByteArray(), far.config().baud(), config.baud()));
        gathered.reset();
        if (!deaf && batch.length > 0) {
            Consumer<byte[]> firmware = receiver;
            chip.lane().post(() -> firmware.accept(batch));
        }
    }

    // ---- sending ----

    /** Queues bytes at the present rate. */
    public void send(byte[] bytes) {
        sendAt(bytes, config.baud());
    }

    /** Queues bytes that leave at another rate: the boot ROM's. */
    public void sendAt(byte[] bytes, int baud) {
        byte[] altered = heard(outgoing.apply(bytes), baud, far.config().baud());
        if (altered.length > 0) {
            ring.add(altered);
            queued += altered.length;
            drain();
        }
    }

    private byte[] heard(byte[] bytes, int sender, int listener) {
        boolean same = Math.abs(sender - listener) <= TOLERANCE * listener;
        return same || anyRate && sender != ROM_BAUD ? bytes : BaudMismatch.heard(bytes, sender, listener);
    }

    /** Runs an action once all that was queued has left, or at once. */
    public void afterDrain(Runnable action) {
        oneDrain = action;
        drain();
    }

    /**
     * Whether the line format heeds a CTS that is not driven: then nothing leaves, for ever (at-protocol §16.4). The
     * peer drives it with hardware flow control, or RTS by hand.
     */
    private boolean heldByCts() {
        boolean heeds = config.flow() == UartConfig.Flow.CTS || config.flow() == UartConfig.Flow.RTS_CTS;
        UartConfig.Flow peer = far.config().flow();
        return heeds && !anyRate && !rtsByHand && peer != UartConfig.Flow.RTS && peer != UartConfig.Flow.RTS_CTS;
    }

    private void drain() {
        if (heldByCts() && !ring.isEmpty()) {
            return;
        }
        while (!ring.isEmpty()) {
            byte[] first = ring.peek();
            int n = far.write(first, 0, first.length);
            queued -= n;
            if (n < first.length) {
                ring.poll();
                ring.addFirst(Arrays.copyOfRange(first, n, first.length));
                if (far.isOpen()) {
                    return;
                }
                // Nothing is at the other end: bytes on an open wire are lost.
                ring.clear();
                queued = 0;
            } else {
                ring.poll();
            }
        }
        if (oneDrain != null) {
            Runnable action = oneDrain;
            oneDrain = null;
            action.run();
        }
        drained.run();
    }
}
