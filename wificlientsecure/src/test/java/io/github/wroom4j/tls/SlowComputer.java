package io.github.wroom4j.tls;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.ManualClock;
import java.time.Duration;
import java.util.Optional;

/** A computer whose first hello takes a second, four times what is usual. */
public final class SlowComputer {
    private SlowComputer() {}

    /** Lets a context's TLS run on it; to be called before anything else uses TLS there. */
    public static void under(SketchContext context) {
        var clock = new ManualClock();
        var pace = new HostPace(() -> clock, () -> clock.advance(Duration.ofSeconds(1)));
        context.part(HostTls.class, c -> new HostTls(c.module(), Optional.empty(), 2, pace));
    }
}
