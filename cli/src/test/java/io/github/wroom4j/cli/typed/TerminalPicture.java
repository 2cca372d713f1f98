package io.github.wroom4j.cli.typed;

import java.util.List;

/** A command and what it printed, drawn as a terminal: an SVG that a code host shows in a page, in light and in dark. */
final class TerminalPicture {
    private static final int LINE = 20;
    private static final int TOP = 62;
    private static final double CHARACTER = 8.43;
    private static final int WIDEST = 84;

    private TerminalPicture() {}

    static String of(String command, String output) {
        List<String> lines = output.lines().map(TerminalPicture::cut).toList();
        int columns = Math.max(lines.stream().mapToInt(String::length).max().orElse(0), command.length() + 2);
        int width = (int) Math.ceil(columns * CHARACTER) + 40;
        int height = TOP + (lines.size() + 1) * LINE + 4;
        var svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
                  <title>%3$s</title>
                  <rect width="%1$d" height="%2$d" rx="10" fill="#14181d"/>
                  <circle cx="22" cy="20" r="6" fill="#ff5f57"/>
                  <circle cx="42" cy="20" r="6" fill="#febc2e"/>
                  <circle cx="62" cy="20" r="6" fill="#28c840"/>
                  <g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dde3">
                    <text x="20" y="%4$d"><tspan fill="#28c840">$</tspan> <tspan fill="#ffffff" font-weight="bold">%3$s</tspan></text>
                """.formatted(width, height, escaped(command), TOP));
        for (int i = 0; i < lines.size(); i++) {
            svg.append(
                    "    <text x=\"20\" y=\"%d\">%s</text>\n".formatted(TOP + (i + 1) * LINE, escaped(lines.get(i))));
        }
        return svg.append("  </g>\n</svg>\n").toString();
    }

    private static String cut(String line) {
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }

    /** Blanks that nobody collapses: not every viewer heeds {@code white-space} in a picture. */
    private static String escaped(String text) {
        return text.replace("  ", "\u00a0\u00a0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
