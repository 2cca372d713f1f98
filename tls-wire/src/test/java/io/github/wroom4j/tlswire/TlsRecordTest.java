package io.github.wroom4j.tlswire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsRecordTest {
    private static final List<TlsRecord> RECORDS = List.of(
            new TlsRecord(22, ProtocolVersion.TLS_1_0, new byte[] {1, 2, 3}),
            new TlsRecord(20, ProtocolVersion.TLS_1_2, new byte[] {1}),
            new TlsRecord(23, ProtocolVersion.TLS_1_2, new byte[0]),
            new TlsRecord(23, ProtocolVersion.TLS_1_2, new byte[300]),
            new TlsRecord(21, ProtocolVersion.TLS_1_2, new byte[] {2, 40}));

    private static byte[] stream() {
        var out = new ByteArrayOutputStream();
        RECORDS.forEach(r -> out.writeBytes(r.toBytes()));
        return out.toByteArray();
    }

    private static List<TlsRecord> drain(TlsRecord.Splitter splitter) {
        var list = new ArrayList<TlsRecord>();
        for (var r = splitter.next(); r.isPresent(); r = splitter.next()) {
            list.add(r.get());
        }
        return list;
    }

    @Test
    void records_come_out_the_same_however_the_stream_is_cut() {
        byte[] stream = stream();
        for (int cut = 0; cut <= stream.length; cut++) {
            var splitter = new TlsRecord.Splitter();
            splitter.offer(stream, 0, cut);
            splitter.offer(stream, cut, stream.length - cut);

            assertEquals(RECORDS, drain(splitter), "cut at " + cut);
            assertTrue(splitter.isAtBoundary());
        }
        var byByte = new TlsRecord.Splitter();
        for (int i = 0; i < stream.length; i++) {
            byByte.offer(stream, i, 1);
        }
        assertEquals(RECORDS, drain(byByte));
    }

    @Test
    void an_incomplete_record_is_told_apart_from_a_boundary() {
        var splitter = new TlsRecord.Splitter();

        splitter.offer(stream(), 0, 7);

        assertFalse(splitter.isAtBoundary());
        assertEquals(7, splitter.pending());
        assertEquals(Optional.empty(), splitter.next());
    }

    @Test
    void plain_text_is_recognised_by_its_first_byte() {
        var splitter = new TlsRecord.Splitter();

        var e = assertThrows(
                TlsFormatException.class, () -> splitter.offer("HTTP".getBytes(StandardCharsets.US_ASCII), 0, 1));

        assertTrue(e.getMessage().contains("at byte 0"), e.getMessage());
        assertThrows(TlsFormatException.class, () -> splitter.offer(stream()), "a broken splitter stays broken");
    }

    @Test
    void a_record_above_the_limit_is_refused_at_its_header() {
        var small = new TlsRecord.Splitter(299);

        var e = assertThrows(TlsFormatException.class, () -> small.offer(stream()));

        assertTrue(e.getMessage().contains("300 bytes is above the limit of 299"), e.getMessage());
        assertEquals(RECORDS.subList(0, 3), drain(small));
    }

    @Test
    void an_alert_in_clear_is_read_and_an_encrypted_one_is_not() {
        assertEquals(Optional.of(Alert.HANDSHAKE_FAILURE), RECORDS.get(4).alert());
        assertEquals(Optional.empty(), new TlsRecord(21, ProtocolVersion.TLS_1_2, new byte[32]).alert());
        assertEquals(Optional.empty(), RECORDS.get(0).alert());
    }
}
