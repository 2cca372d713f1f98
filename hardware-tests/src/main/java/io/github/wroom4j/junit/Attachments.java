package io.github.wroom4j.junit;

import io.github.wroom4j.at.codec.RecordedSecrets;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.recording.Timeline;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.watch.Watch;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What is attached to a failed test: the conversation in words, drawn, as a recording that {@code replay:} plays, and as the
 * page that a live watch would have shown.
 */
final class Attachments {
    private static final System.Logger LOG = System.getLogger(Attachments.class.getName());

    private Attachments() {}

    static void publish(ExtensionContext context, Bench bench, Throwable failure) {
        String transcript = bench.module().transcript().text();
        List<WireLog.Entry> recording = bench.recording();
        context.publishReportEntry("seed", Long.toString(bench.seed()));
        context.publishFile(
                "transcript.txt",
                MediaType.TEXT_PLAIN_UTF_8,
                file -> Files.writeString(file, transcript, StandardCharsets.UTF_8));
        context.publishFile("recording.wirelog", MediaType.TEXT_PLAIN_UTF_8, file -> {
            WireLogFile.write(file, bench.recordingBegan(), RecordedSecrets.NOTICE, spoken(recording));
            // Maven's reports keep neither entries nor files, so the console says where they are.
            LOG.log(
                    Level.WARNING,
                    "{0} failed on bench {1} with seed -Dwroom4j.seed={2}; transcript.txt, timeline.html,"
                            + " page.html and recording.wirelog are in {3}; without the module: -Dwroom4j.bench=replay:{4}",
                    context.getDisplayName(),
                    bench.description().id(),
                    Long.toString(bench.seed()),
                    file.getParent(),
                    file);
        });
        String page = Timeline.html(
                context.getDisplayName(),
                List.of(
                        "test", context.getUniqueId(),
                        "failure", String.valueOf(failure.getMessage()),
                        "bench",
                                bench.description().id() + " at "
                                        + BoardAddress.parse(bench.description().address()),
                        "firmware", String.join("; ", bench.module().version().lines()),
                        "seed", "-Dwroom4j.seed=" + bench.seed()),
                recording);
        context.publishFile(
                "timeline.html",
                MediaType.create("text", "html", StandardCharsets.UTF_8),
                file -> Files.writeString(file, page, StandardCharsets.UTF_8));
        context.publishFile(
                "page.html",
                MediaType.create("text", "html", StandardCharsets.UTF_8),
                file -> Files.writeString(
                        file,
                        Watch.frozen(
                                context.getDisplayName(),
                                bench.recordingBegan(),
                                recording,
                                List.of("failed: " + failure.getMessage())),
                        StandardCharsets.UTF_8));
    }

    /**
     * From the host's first word on. A driver speaks as soon as its board is open; whether it has heard the end of the
     * module's boot by then is chance, and a replay must leave nothing to chance.
     */
    private static List<WireLog.Entry> spoken(List<WireLog.Entry> recording) {
        return recording.stream()
                .dropWhile(entry -> entry.direction() == WireLog.Direction.FROM_MODULE)
                .toList();
    }
}
