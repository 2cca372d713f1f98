package io.github.wroom4j.benchmarks;

import io.github.wroom4j.benchmarks.goals.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG, each with its name above it and its figure beside it, so that a telephone shows them legibly:
 * the picture scales with the page, and no name is turned or cut. Against a dark page it brings its own ground.
 */
final class BarPlot {
    private static final int WIDTH = 480;
    private static final int LEFT = 16;
    private static final int FIGURES = 96;
    private static final int ROW = 38;
    private static final int TOP = 62;
    private static final String MET = "#2a6f97";
    private static final String MISSED = "#bc4b30";
    private static final String BESIDE = "#9aa5ad";

    private final String title;
    private final String subtitle;
    private final boolean logarithmic;
    private final List<Bar> bars = new ArrayList<>();
    private double mark = Double.NaN;

    private record Bar(String name, double value, String figure, String colour) {}

    /** An empty plot; logarithmic for figures of different sizes, of which the smallest must be above 0. */
    BarPlot(String title, String subtitle, boolean logarithmic) {
        this.title = title;
        this.subtitle = subtitle;
        this.logarithmic = logarithmic;
    }

    /** A vertical line: the goal. */
    BarPlot mark(double value) {
        mark = value;
        return this;
    }

    /** One bar, in the colour of its row's verdict. */
    BarPlot bar(String name, double value, String figure, Row row) {
        String colour = row.sense() == Row.Sense.BESIDE ? BESIDE : row.met() ? MET : MISSED;
        bars.add(new Bar(name.replace("`", ""), value, figure, colour));
        return this;
    }

    String svg() {
        int height = TOP + ROW * bars.size() + 10;
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"system-ui, sans-serif\">%n<title>%s</title>%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n",
                WIDTH,
                height,
                WIDTH,
                height,
                escaped(title),
                WIDTH,
                height));
        text(svg, LEFT, 26, 17, "#1b1b1b", title);
        text(svg, LEFT, 46, 13, "#555555", subtitle);
        double from = logarithmic ? Math.min(least(), marked(least())) / 2 : 0;
        double to = Math.max(most(), marked(most()));
        int y = TOP;
        for (Bar bar : bars) {
            double length = place(bar.value, from, to);
            text(svg, LEFT, y + 13, 14, "#1b1b1b", bar.name);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"13\" rx=\"2\" fill=\"%s\"/>%n",
                    LEFT,
                    y + 18,
                    Math.max(1, length),
                    bar.colour));
            text(svg, LEFT + length + 6, y + 29, 13, "#1b1b1b", bar.figure);
            if (!Double.isNaN(mark)) {
                double x = LEFT + place(mark, from, to);
                svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#e09f3e\" stroke-width=\"2\"/>%n",
                        x,
                        x,
                        y + 15,
                        y + 34));
            }
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private double place(double value, double from, double to) {
        double share = logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
        return share * (WIDTH - LEFT - FIGURES);
    }

    private double least() {
        return bars.stream().mapToDouble(Bar::value).min().orElse(1);
    }

    private double most() {
        return bars.stream().mapToDouble(Bar::value).max().orElse(1);
    }

    private double marked(double otherwise) {
        return Double.isNaN(mark) ? otherwise : mark;
    }

    private static void text(StringBuilder svg, double x, int y, int size, String colour, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" font-size=\"%d\" fill=\"%s\">%s</text>%n",
                x,
                y,
                size,
                colour,
                escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
