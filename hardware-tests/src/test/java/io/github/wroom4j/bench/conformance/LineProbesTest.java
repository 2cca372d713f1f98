package io.github.wroom4j.bench.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.bench.passport.Passport.Fault;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.testing.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Damage of single bytes gets its right name whichever bytes it strikes: a line end, or what is echoed, misleads. */
@Timeout(60)
class LineProbesTest {
    static Stream<Arguments> damage() {
        if (!Seeds.full()) {
            // Each kind and both ways, in half the time.
            return Stream.of("dropped-to-module", "duplicated-to-host", "corrupted-to-module")
                    .map(fault -> Arguments.of(fault, 0));
        }
        return Stream.of("dropped", "duplicated", "corrupted")
                .flatMap(kind -> Stream.of(kind + "-to-module", kind + "-to-host"))
                .flatMap(fault -> IntStream.range(0, 4).mapToObj(seed -> Arguments.of(fault, seed)));
    }

    @ParameterizedTest
    @MethodSource("damage")
    void damage_of_single_bytes_is_named_whatever_it_strikes(String fault, int seed) throws Exception {
        try (var mock = Boards.open("mock:at-1.7?fault=" + fault + "@1%25&seed=" + seed)) {
            var findings = new Findings(step -> {});
            new LineProbes(mock, new BareLine(mock.uart(), 1), findings).echoAlone();

            assertEquals(
                    List.of(fault), findings.faults().stream().map(Fault::name).toList());
        }
    }
}
