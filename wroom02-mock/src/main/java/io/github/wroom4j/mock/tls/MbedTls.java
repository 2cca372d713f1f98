package io.github.wroom4j.mock.tls;

import java.util.List;
import java.util.Set;

/**
 * mbedTLS as later firmwares carry it: that of NonOS AT 1.7's large images (RSA and DHE, CBC only; measured, at-recorded
 * §4), and that of ESP-AT 2 (ECDHE too; its list was never captured and is assumed).
 */
public final class MbedTls implements TlsStack {
    /** RSA and RSA_PSK in CBC mode: SDK 2.2.1, 3.0.0 and 3.0.1 (at-recorded §4). */
    private static final int[] RSA_PSK = {0x3D, 0x35, 0x3C, 0x2F, 0xB7, 0x95, 0xB6, 0x94};

    /** With DHE before them: SDK 3.0.2 to 3.0.6 (at-recorded §4). */
    private static final int[] DHE_RSA_PSK = {0x6B, 0x39, 0x67, 0x33, 0x3D, 0x35, 0x3C, 0x2F, 0xB7, 0x95, 0xB6, 0x94};

    /** SHA-512, 384, 256, 224 and SHA-1, with RSA alone. */
    private static final short[] RSA_HASHES = {6, 5, 4, 3, 2};

    private static final Set<String> WITHOUT_DHE = Set.of("2.2.1", "3.0.0", "3.0.1");

    /** With ECDHE, GCM before CBC (assumed; at-protocol §8.1). */
    private static final int[] ECDHE = {
        0xC02C, 0xC030, 0xC024, 0xC028, 0xC00A, 0xC014, 0xC02B, 0xC02F, 0xC023, 0xC027, 0xC009, 0xC013, 0x9D, 0x3D,
        0x35, 0x9C, 0x3C, 0x2F
    };

    private final BcOffer offer;
    private final int bufferLimit;
    private final int gate;

    private MbedTls(BcOffer offer, int bufferLimit, int gate) {
        this.offer = offer;
        this.bufferLimit = bufferLimit;
        this.gate = gate;
    }

    /**
     * In NonOS AT's large images; behind espconn, with its heap gate.
     *
     * @param sdk the release that it came with, by its number
     */
    public static MbedTls nonos(String sdk) {
        int[] suites = WITHOUT_DHE.contains(sdk) ? RSA_PSK : DHE_RSA_PSK;
        return new MbedTls(new BcOffer(BcOffer.upTo12(), suites, false, false, true, RSA_HASHES), 8192, 0x3800);
    }

    /** In ESP-AT 2 for ESP8266: 16 KB in, no gate of espconn's. */
    public static MbedTls espAt() {
        return new MbedTls(new BcOffer(BcOffer.upTo12(), ECDHE, true, true, true, null), 16_384, 0);
    }

    @Override
    public TlsSession start(TlsWish wish, ByteSink toPeer, TlsEvents events) {
        return BcSession.start(offer, wish, toPeer, events);
    }

    @Override
    public int bufferLimit() {
        return bufferLimit;
    }

    @Override
    public long heapNeeded(int bufferSize) {
        return gate == 0 ? 0 : bufferSize + gate;
    }

    /** About 14.6 KB in all with a small buffer, as seen on a 1.5.4 build (espconn-sdk §10.2); the split is assumed. */
    @Override
    public List<Block> setupBlocks(int bufferSize) {
        return List.of(
                new Block(bufferSize, false, false),
                new Block(52, false, false),
                new Block(700, false, false),
                new Block(4_400, false, false),
                new Block(7_000, false, true));
    }

    @Override
    public List<Block> chainBlocks(List<byte[]> chain) {
        return chain.stream()
                .map(der -> new Block(der.length + 300, false, true))
                .toList();
    }

    @Override
    public List<Block> sessionBlocks(int suite) {
        return List.of(new Block(400, false, false));
    }
}
