package io.github.wroom4j.doctor.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who said what when: two lifelines and arrows between them, as SVG or as text.
 *
 * @param left whom the left line stands for
 * @param right whom the right line stands for
 * @param events in order of time
 */
public record SequenceDrawing(String left, String right, List<Event> events) {
    // 360 units across: on a phone one unit is one pixel, and the letters keep their size
    private static final int WIDTH = 360;
    private static final int LEFT = 52;
    private static final int RIGHT = 348;
    private static final int STEP = 38;
    private static final int TOP = 54;
    private static final int LETTERS = 40;

    /** Kinds of events. */
    public enum Kind {
        /** Something was said. */
        MESSAGE,
        /** Something went wrong: drawn in red. */
        TROUBLE,
        /** Something that happened on one side, or to the connection. */
        NOTE
    }

    /**
     * An event.
     *
     * @param after time since the beginning
     * @param toRight whether the arrow points from left to right; of a note, on which side it stands
     * @param label a few words
     * @param detail what is added in small letters, as a number of bytes; may be empty
     * @param kind how it is drawn
     */
    public record Event(Duration after, boolean toRight, String label, String detail, Kind kind) {}

    public SequenceDrawing {
        events = List.copyOf(events);
    }

    /** As an SVG element that scales to its place, with a text alternative. */
    public String svg() {
        int height = TOP + events.size() * STEP + 16;
        var out = new StringBuilder();
        out.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        out.append("\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>");
        out.append(Html.escape(left + " and " + right)).append("</title>");
        out.append("<text class=\"who\" x=\"4\" y=\"16\">").append(Html.escape(left));
        out.append("</text><text class=\"who\" x=\"").append(RIGHT + 8).append("\" y=\"34\" text-anchor=\"end\">");
        out.append(Html.escape(right)).append("</text>");
        line(out, "life", LEFT, 42, LEFT, height - 6);
        line(out, "life", RIGHT, 42, RIGHT, height - 6);
        for (int i = 0; i < events.size(); i++) {
            draw(out, events.get(i), TOP + i * STEP);
        }
        return out.append("</svg>").toString();
    }

    private static void draw(StringBuilder out, Event event, int y) {
        String css = event.kind() == Kind.TROUBLE ? "trouble" : event.kind() == Kind.NOTE ? "note" : "message";
        text(out, "time", 4, y + 20, "start", milliseconds(event.after()));
        String label = event.label() + (event.detail().isEmpty() ? "" : " · " + event.detail());
        var lines = wrap(label);
        int middle = (LEFT + RIGHT) / 2;
        text(out, css, middle, y + 12, "middle", lines.get(0));
        if (event.kind() != Kind.NOTE) {
            int from = event.toRight() ? LEFT : RIGHT;
            int to = event.toRight() ? RIGHT : LEFT;
            int back = event.toRight() ? -7 : 7;
            line(out, css, from, y + 18, to, y + 18);
            out.append("<path class=\"")
                    .append(css)
                    .append("\" d=\"M")
                    .append(to)
                    .append(' ')
                    .append(y + 18);
            out.append(" l").append(back).append(" -4 l0 8 z\"/>");
        }
        if (lines.size() > 1) {
            text(out, css + " more", middle, y + 29, "middle", lines.get(1));
        }
    }

    /** One or two lines that fit between the lifelines. */
    private static List<String> wrap(String label) {
        if (label.length() <= LETTERS) {
            return List.of(label);
        }
        int cut = Math.max(label.lastIndexOf(' ', LETTERS), 1);
        String rest = label.substring(cut).strip();
        return List.of(label.substring(0, cut), rest.length() > LETTERS ? rest.substring(0, LETTERS - 1) + "…" : rest);
    }

    private static void line(StringBuilder out, String css, int x1, int y1, int x2, int y2) {
        out.append("<line class=\"")
                .append(css)
                .append("\" x1=\"")
                .append(x1)
                .append("\" y1=\"")
                .append(y1);
        out.append("\" x2=\"").append(x2).append("\" y2=\"").append(y2).append("\"/>");
    }

    private static void text(StringBuilder out, String css, int x, int y, String anchor, String text) {
        out.append("<text class=\"")
                .append(css)
                .append("\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y);
        out.append("\" text-anchor=\"")
                .append(anchor)
                .append("\">")
                .append(Html.escape(text))
                .append("</text>");
    }

    /** As text, one line for each event. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        for (var event : events) {
            String arrow = event.kind() == Kind.NOTE ? "   " : event.toRight() ? "-->" : "<--";
            String detail = event.detail().isEmpty() ? "" : " (" + event.detail() + ")";
            lines.add(String.format(
                    Locale.ROOT, "%8s  %s  %s%s", milliseconds(event.after()), arrow, event.label(), detail));
        }
        return lines;
    }

    private static String milliseconds(Duration d) {
        double ms = d.toNanos() / 1e6;
        return ms < 9999.5
                ? String.format(Locale.ROOT, "%.0f ms", ms)
                : String.format(Locale.ROOT, "%.1f s", ms / 1000);
    }
}
