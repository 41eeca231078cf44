package org.postern.lab.svg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// A line chart as a plain SVG of its own: no script, no style sheet, legible on light and dark pages.
///
/// @param series at least one, with at least one point each
public record Plot(String title, Axis x, Axis y, List<Series> series) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int ROW = 18; // of the legend, which stands below
    private static final List<String> COLOURS =
            List.of("#0b6e8f", "#c2571a", "#5a7d1c", "#8a3ea8", "#a8323e", "#555555");

    /// One direction.
    ///
    /// @param logarithmic by powers of ten; otherwise from zero
    public record Axis(String label, boolean logarithmic) {}

    /// One line, from left to right.
    public record Series(String name, List<Point> points) {}

    /// One measured point.
    public record Point(double x, double y) {}

    /// A table whose first line names the columns; the first column is x, each other one a series. A value
    /// that is not there is empty.
    public static Plot ofTable(String title, List<String> lines, Axis x, Axis y) {
        var names = lines.getFirst().split(",", -1);
        var series = new ArrayList<Series>();
        for (int column = 1; column < names.length; column++) {
            var points = new ArrayList<Point>();
            for (var line : lines.subList(1, lines.size())) {
                var cells = line.split(",", -1);
                if (column < cells.length && !cells[column].isBlank()) {
                    points.add(new Point(Double.parseDouble(cells[0]), Double.parseDouble(cells[column])));
                }
            }
            series.add(new Series(names[column].strip(), points));
        }
        return new Plot(title, x, y, series);
    }

    /// The picture.
    public String svg() {
        var across = new Scale(x, values(Point::x), LEFT, WIDTH - RIGHT);
        var up = new Scale(y, values(Point::y), HEIGHT - BOTTOM, TOP);
        var svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n"
                        .formatted(WIDTH, HEIGHT + ROW * series.size()));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        svg.append(new Label(LEFT, 24, "start", "font-size=\"16\"").svg(title));
        for (double tick : across.ticks()) {
            line(svg, across.at(tick), TOP, across.at(tick), HEIGHT - BOTTOM);
            svg.append(new Label(across.at(tick), HEIGHT - BOTTOM + 18, "middle", "").svg(number(tick)));
        }
        for (double tick : up.ticks()) {
            line(svg, LEFT, up.at(tick), WIDTH - RIGHT, up.at(tick));
            svg.append(new Label(LEFT - 8, up.at(tick) + 4, "end", "").svg(number(tick)));
        }
        svg.append(new Label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18, "middle", "").svg(x.label()));
        int middle = (TOP + HEIGHT - BOTTOM) / 2;
        svg.append(new Label(18, middle, "middle", "transform=\"rotate(-90 18 %d)\"".formatted(middle)).svg(y.label()));
        for (int i = 0; i < series.size(); i++) {
            series(svg, i, across, up);
        }
        return svg.append("</svg>\n").toString();
    }

    private void series(StringBuilder svg, int number, Scale across, Scale up) {
        var colour = COLOURS.get(number % COLOURS.size());
        var path = new StringBuilder();
        for (var point : series.get(number).points()) {
            path.append(path.isEmpty() ? "M" : " L")
                    .append(decimal(across.at(point.x())))
                    .append(' ')
                    .append(decimal(up.at(point.y())));
            svg.append("<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\"/>%n"
                    .formatted(decimal(across.at(point.x())), decimal(up.at(point.y())), colour));
        }
        svg.append("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n".formatted(path, colour));
        double row = HEIGHT + 4.0 + ROW * number;
        svg.append("<rect x=\"%d\" y=\"%s\" width=\"12\" height=\"4\" fill=\"%s\"/>%n"
                .formatted(LEFT + 12, decimal(row - 6), colour));
        svg.append(new Label(LEFT + 30, row, "start", "").svg(series.get(number).name()));
    }

    private double[] values(ToDoubleFunction<Point> of) {
        return series.stream()
                .flatMap(each -> each.points().stream())
                .mapToDouble(of)
                .toArray();
    }

    private static void line(StringBuilder svg, double fromX, double fromY, double toX, double toY) {
        svg.append("<path d=\"M%s %s L%s %s\" stroke=\"#dddddd\"/>%n"
                .formatted(decimal(fromX), decimal(fromY), decimal(toX), decimal(toY)));
    }

    /// Where words stand.
    private record Label(double x, double y, String anchor, String more) {
        String svg(String words) {
            var escaped = words.replace("&", "&amp;").replace("<", "&lt;");
            return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"#222222\" %s>%s</text>%n"
                    .formatted(decimal(x), decimal(y), anchor, more, escaped);
        }
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value);
        return String.format(Locale.ROOT, whole ? "%,.0f" : "%.3g", value);
    }

    /// From values to places.
    private record Scale(Axis axis, double least, double most, double from, double to) {
        Scale(Axis axis, double[] values, double from, double to) {
            this(axis, least(axis, values), most(axis, values), from, to);
        }

        double at(double value) {
            double share = axis.logarithmic()
                    ? (Math.log10(value) - Math.log10(least)) / (Math.log10(most) - Math.log10(least))
                    : (value - least) / (most - least);
            return from + share * (to - from);
        }

        double[] ticks() {
            if (axis.logarithmic()) {
                return DoubleStream.iterate(least, tick -> tick <= most * 1.001, tick -> tick * 10)
                        .toArray();
            }
            double step = step(most);
            return DoubleStream.iterate(0, tick -> tick <= most * 1.001, tick -> tick + step)
                    .toArray();
        }

        private static double least(Axis axis, double[] values) {
            double least = DoubleStream.of(values).min().orElse(1);
            return axis.logarithmic() ? Math.pow(10, Math.floor(Math.log10(least))) : 0;
        }

        private static double most(Axis axis, double[] values) {
            double most = DoubleStream.of(values).max().orElse(1);
            if (axis.logarithmic()) {
                double power = Math.pow(10, Math.ceil(Math.log10(most)));
                return power > least(axis, values) ? power : power * 10;
            }
            double step = step(most);
            return most == 0 ? 1 : Math.ceil(most / step) * step;
        }

        /// 1, 2 or 5 times a power of ten, for about five ticks.
        private static double step(double most) {
            double rough = most == 0 ? 1 : most / 5;
            double power = Math.pow(10, Math.floor(Math.log10(rough)));
            double times = rough / power;
            return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
        }
    }
}
