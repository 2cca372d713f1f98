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
    // 320 units across: on a phone one unit is one pixel, and the letters keep their size
    private static final int WIDTH = 320;
    private static final int LEFT = 50;
    private static final int RIGHT = 312;
    private static final int TOP = 54;
    private static final int LINE = 15;
    private static final int ARROW = 7;
    private static final int GAP = 22;

    /** How many half-width letters fit between the lifelines. */
    private static final int LETTERS = 38;

    private static final int MOST_LINES = 3;

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
        int height = TOP + events.stream().mapToInt(SequenceDrawing::height).sum() + 10;
        var out = new StringBuilder();
        out.append("<svg viewBox=\"0 0 ").append(WIDTH).append(' ').append(height);
        out.append("\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"><title>");
        out.append(Html.escape(left + " – " + right)).append("</title>");
        text(out, "who", 4, 16, "start", left);
        text(out, "who", RIGHT + 8, 34, "end", right);
        line(out, "life", LEFT, 42, LEFT, height - 4);
        line(out, "life", RIGHT, 42, RIGHT, height - 4);
        int y = TOP;
        for (var event : events) {
            draw(out, event, y);
            y += height(event);
        }
        return out.append("</svg>").toString();
    }

    private static int height(Event event) {
        int words = wrap(event.label()).size() * LINE;
        return event.kind() == Kind.NOTE ? words + GAP / 2 : words + ARROW + GAP;
    }

    /** The words, below them the arrow, below that how many bytes it stands for. */
    private static void draw(StringBuilder out, Event event, int top) {
        String css = event.kind() == Kind.TROUBLE ? "trouble" : event.kind() == Kind.NOTE ? "note" : "message";
        int middle = (LEFT + RIGHT) / 2;
        int y = top;
        for (var words : wrap(event.label())) {
            y += LINE;
            text(out, css, middle, y - 4, "middle", words);
        }
        if (event.kind() == Kind.NOTE) {
            text(out, "time", 4, y - 4, "start", milliseconds(event.after()));
            return;
        }
        y += ARROW - 4;
        text(out, "time", 4, y + 4, "start", milliseconds(event.after()));
        int from = event.toRight() ? LEFT : RIGHT;
        int to = event.toRight() ? RIGHT : LEFT;
        int back = event.toRight() ? -8 : 8;
        line(out, css, from, y, to, y);
        out.append("<path class=\"")
                .append(css)
                .append("\" d=\"M")
                .append(to)
                .append(' ')
                .append(y);
        out.append(" l").append(back).append(" -4.5 l0 9 z\"/>");
        text(out, "size", middle, y + 12, "middle", event.detail());
    }

    /** Lines that fit between the lifelines; what is too long for all of them ends in an ellipsis. */
    private static List<String> wrap(String label) {
        var lines = new ArrayList<String>();
        String rest = label;
        while (columns(rest) > LETTERS && lines.size() < MOST_LINES - 1) {
            int most = fitting(rest);
            int space = rest.lastIndexOf(' ', most);
            int cut = space > 0 ? space : most; // Japanese has no spaces
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        lines.add(columns(rest) > LETTERS ? rest.substring(0, fitting(rest) - 1) + "…" : rest);
        return lines;
    }

    /** How many chars of a text fit into a line. */
    private static int fitting(String text) {
        int end = text.length();
        while (columns(text.substring(0, end)) > LETTERS) {
            end = text.offsetByCodePoints(end, -1);
        }
        return end;
    }

    /** Width in half-width letters: those of East Asia count twice. */
    private static int columns(String text) {
        return text.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
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
