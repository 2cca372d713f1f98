package io.github.wroom4j.esp8266httpclient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The head of the last reply, as a sketch asks for it (HC-44, HC-45, HC-60). */
final class HttpReply {
    private final boolean strict;
    /** Names to collect; they outlive a request. */
    private List<String> wanted = List.of();

    private ResponseHead head;
    private String location = "";
    /** Bytes of the body; −1 unknown. */
    private long size = -1;

    HttpReply(boolean strict) {
        this.strict = strict;
    }

    void clear() {
        head = null;
        size = -1;
        location = "";
    }

    void came(ResponseHead newHead) {
        head = newHead;
        location = newHead.all("Location").stream().reduce("", (a, b) -> b);
    }

    Optional<ResponseHead> head() {
        return Optional.ofNullable(head);
    }

    /** {@code Location} as it came; empty without one. */
    String location() {
        return location;
    }

    long size() {
        return size;
    }

    void size(long bytes) {
        size = bytes;
    }

    void collect(List<String> names) {
        wanted = List.copyOf(names);
    }

    private List<String> names() {
        if (!wanted.isEmpty() || strict || head == null) {
            return wanted;
        }
        var names = new ArrayList<String>();
        for (ResponseHead.Header header : head.headers()) {
            if (names.stream().noneMatch(header.name()::equalsIgnoreCase)) {
                names.add(header.name());
            }
        }
        return names;
    }

    String header(String name) {
        if (head == null || name == null) {
            return "";
        }
        if (!strict) {
            return String.join(",", head.all(name));
        }
        int index = wanted.indexOf(name);
        return index < 0 ? "" : collected().getOrDefault(index, "");
    }

    /**
     * As the core fills its list (HC-45): a header goes to the first name that fits in any case, so that a name given twice
     * stays empty the second time, and a value is joined to one that is not empty.
     */
    private Map<Integer, String> collected() {
        var values = new HashMap<Integer, String>();
        for (ResponseHead.Header header : head.headers()) {
            for (int i = 0; i < wanted.size(); i++) {
                if (wanted.get(i).equalsIgnoreCase(header.rawName())) {
                    String before = values.getOrDefault(i, "");
                    values.put(i, before.isEmpty() ? header.value() : before + "," + header.value());
                    break;
                }
            }
        }
        return values;
    }

    String header(int index) {
        if (strict && head != null && index >= 0 && index < wanted.size()) {
            return collected().getOrDefault(index, "");
        }
        return header(headerName(index));
    }

    String headerName(int index) {
        List<String> names = names();
        return index >= 0 && index < names.size() ? names.get(index) : "";
    }

    int headers() {
        return names().size();
    }

    List<String> values(String name) {
        return head == null || name == null ? List.of() : head.all(name);
    }
}
