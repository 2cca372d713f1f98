package io.github.wroom4j.benchmarks.goals;

import io.github.wroom4j.benchmarks.Density;
import java.util.List;

/** G9: how many modules fit into one JVM with 256 MB. */
final class ManyModules implements Goal {
    @Override
    public String id() {
        return "G9";
    }

    @Override
    public String title() {
        return "modules per JVM with a heap of 256 MB";
    }

    @Override
    public String definition() {
        return "A JVM with `-Xmx256m`: each module joined, did one full TLS GET by `espconn_secure_connect`, and still answers.";
    }

    @Override
    public List<Row> measure(Effort effort) throws Exception {
        int count = effort.pick(2_000, 200);
        String report = Java.run(List.of("-Xmx256m"), Density.class.getName(), Integer.toString(count));
        long answering = report.lines()
                .filter(line -> line.startsWith("still answering"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
        String heap = report.lines()
                .filter(line -> line.startsWith("heap a module"))
                .findFirst()
                .orElse("");
        return List.of(Row.atLeast(count, "G9", count + " modules at 256 MB, still answering", answering, "")
                .note(heap.replaceAll(" +", " ")));
    }
}
