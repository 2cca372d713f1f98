package io.github.wroom4j.mock.tls;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * BearSSL as ESP_ATMod carries it: up to TLS 1.2 with ECDHE, SNI, fingerprint and authority checks, and the maximum
 * fragment length asked for (at-protocol §8). Its hello was not captured; the suites are those of its full client
 * profile (assumed).
 */
public final class BearSsl implements TlsStack {
    private static final int[] CHACHA = {0xCCA9, 0xCCA8};
    private static final int[] ECDHE_AEAD = {0xC02B, 0xC02F, 0xC02C, 0xC030, 0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF};
    private static final int[] ECDHE_CBC = {0xC023, 0xC027, 0xC024, 0xC028, 0xC009, 0xC013, 0xC00A, 0xC014};
    private static final int[] ECDH = {
        0xC02D, 0xC031, 0xC02E, 0xC032, 0xC025, 0xC029, 0xC026, 0xC02A, 0xC004, 0xC00E, 0xC005, 0xC00F
    };
    private static final int[] RSA = {0x9C, 0x9D, 0xC09C, 0xC09D, 0xC0A0, 0xC0A1, 0x3C, 0x3D, 0x2F, 0x35};
    private static final int[] TRIPLE_DES = {0xC008, 0xC012, 0xC003, 0xC00D, 0x0A};

    private final BcOffer offer = new BcOffer(
            BcOffer.upTo12(),
            Stream.of(CHACHA, ECDHE_AEAD, ECDHE_CBC, ECDH, RSA, TRIPLE_DES)
                    .flatMapToInt(IntStream::of)
                    .toArray(),
            true,
            false,
            false,
            null);

    @Override
    public TlsSession start(TlsWish wish, ByteSink toPeer, TlsEvents events) {
        return BcSession.start(offer, wish, toPeer, events);
    }

    @Override
    public int bufferLimit() {
        return 16_384;
    }

    @Override
    public long heapNeeded(int bufferSize) {
        return 0;
    }

    /** 6 KB of stack, and a buffer each way (peers §5.3: about 22 KB with 16 KB in). */
    @Override
    public List<Block> setupBlocks(int bufferSize) {
        return List.of(
                new Block(bufferSize + 325, false, false),
                new Block(512 + 85, false, false),
                new Block(6_200, false, false));
    }

    @Override
    public List<Block> chainBlocks(List<byte[]> chain) {
        return List.of(); // certificates are decoded as they stream by
    }

    @Override
    public List<Block> sessionBlocks(int suite) {
        return List.of();
    }
}
