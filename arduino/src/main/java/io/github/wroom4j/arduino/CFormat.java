package io.github.wroom4j.arduino;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** C's {@code printf} formats, which {@link java.util.Formatter} does not read (PR-11). */
final class CFormat {
    private final String format;
    private final Object[] arguments;
    private int at;
    private int next;

    private boolean left;
    private boolean plus;
    private boolean blank;
    private boolean alternate;
    private boolean zero;
    private int width;
    private int precision;
    private String length;

    private CFormat(String format, Object[] arguments) {
        this.format = format;
        this.arguments = arguments == null ? new Object[] {null} : arguments;
    }

    static String format(String format, Object... arguments) {
        return new CFormat(format, arguments).run();
    }

    private String run() {
        var out = new StringBuilder();
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c == '%') {
                out.append(conversion());
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private String conversion() {
        int start = at - 1;
        flags();
        width = number();
        if (width < -1) {
            left = true;
            width = -width - 2;
        }
        precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(number(), -1);
            precision = precision == -1 && !justReadStar ? 0 : precision;
        }
        int from = at;
        while (at < format.length() && "hlqjztL".indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        length = format.substring(from, at);
        if (at == format.length()) {
            throw new IllegalArgumentException("printf: the format ends inside " + format.substring(start));
        }
        char kind = format.charAt(at++);
        String spec = format.substring(start, at);
        return switch (kind) {
            case '%' -> "%";
            case 'd', 'i' -> signed(integer(argument(spec), spec));
            case 'u' -> unsigned(argument(spec), spec, 10, "");
            case 'x' -> unsigned(argument(spec), spec, 16, "0x");
            case 'X' -> unsigned(argument(spec), spec, 16, "0X").toUpperCase(Locale.ROOT);
            case 'o' -> unsigned(argument(spec), spec, 8, "0");
            case 'c' -> padText(character(argument(spec), spec));
            case 's' -> padText(cut(CString.of(text(argument(spec)))));
            case 'p' -> padText("0x" + Integer.toHexString(System.identityHashCode(argument(spec))));
            case 'f', 'F', 'e', 'E', 'g', 'G' -> real(argument(spec), spec, kind);
            default -> throw new IllegalArgumentException("printf: " + spec + " is not a conversion of C's printf");
        };
    }

    private boolean justReadStar;

    private void flags() {
        left = plus = blank = alternate = zero = false;
        for (; at < format.length(); at++) {
            switch (format.charAt(at)) {
                case '-' -> left = true;
                case '+' -> plus = true;
                case ' ' -> blank = true;
                case '#' -> alternate = true;
                case '0' -> zero = true;
                default -> {
                    return;
                }
            }
        }
    }

    /** Digits or a star; −1 without either, and −2−n for a negative star. */
    private int number() {
        justReadStar = false;
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            justReadStar = true;
            int n = integer(argument("*"), "*").intValueExact();
            return n < 0 ? n - 2 : n;
        }
        int from = at;
        while (at < format.length() && Character.isDigit(format.charAt(at))) {
            at++;
        }
        return from == at ? -1 : Integer.parseInt(format, from, at, 10);
    }

    private Object argument(String spec) {
        if (next == arguments.length) {
            throw new IllegalArgumentException("printf: no argument " + (next + 1) + " for " + spec);
        }
        return arguments[next++];
    }

    private static String text(Object value) {
        if (value instanceof char[] characters) {
            return String.valueOf(characters);
        } else if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? "(null)" : String.valueOf(value);
    }

    private IllegalArgumentException wrong(Object value, String spec) {
        String kind = value == null ? "null" : value.getClass().getSimpleName();
        return new IllegalArgumentException("printf: argument " + next + " for " + spec + " is a " + kind);
    }

    private BigInteger integer(Object value, String spec) {
        if (value instanceof Character c) {
            return BigInteger.valueOf(c);
        }
        if (value instanceof Boolean b) {
            return b ? BigInteger.ONE : BigInteger.ZERO;
        }
        if (value instanceof BigInteger big) {
            return big;
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            long n = ((Number) value).longValue();
            return BigInteger.valueOf(
                    switch (length) {
                        case "hh" -> (byte) n;
                        case "h" -> (short) n;
                        default -> n;
                    });
        }
        throw wrong(value, spec);
    }

    private String signed(BigInteger n) {
        String sign = n.signum() < 0 ? "-" : plus ? "+" : blank ? " " : "";
        return padNumber(sign, digits(n.abs().toString(), n));
    }

    private String unsigned(Object value, String spec, int base, String prefix) {
        BigInteger n = integer(value, spec);
        int bits = switch (length) {
            case "hh" -> 8;
            case "h" -> 16;
            default -> value instanceof Long || value instanceof BigInteger ? 64 : 32;
        };
        BigInteger pattern = n.signum() < 0 || bits < 32
                ? n.and(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE))
                : n;
        return padNumber(alternate && pattern.signum() != 0 ? prefix : "", digits(pattern.toString(base), pattern));
    }

    private String digits(String digits, BigInteger value) {
        if (precision == 0 && value.signum() == 0) {
            return "";
        }
        return "0".repeat(Math.max(0, precision - digits.length())) + digits;
    }

    private String character(Object value, String spec) {
        return String.valueOf((char) (integer(value, spec).intValue() & 0xFFFF));
    }

    private String cut(String text) {
        return precision >= 0 && precision < text.length() ? text.substring(0, precision) : text;
    }

    private String real(Object value, String spec, char kind) {
        if (!(value instanceof Number number)) {
            throw wrong(value, spec);
        }
        double d = number.doubleValue();
        String sign = Double.compare(d, 0) < 0 && !Double.isNaN(d) ? "-" : plus ? "+" : blank ? " " : "";
        String text;
        if (Double.isNaN(d) || Double.isInfinite(d)) {
            zero = false;
            precision = -1;
            text = Double.isNaN(d) ? "nan" : "inf";
        } else {
            int places = precision < 0 ? 6 : precision;
            var magnitude = new BigDecimal(Math.abs(d));
            text = switch (Character.toLowerCase(kind)) {
                case 'f' -> fixed(magnitude, places);
                case 'e' -> exponent(magnitude, places);
                default -> shortest(magnitude, Math.max(1, places));
            };
        }
        precision = -1;
        String padded = padNumber(sign, text);
        return Character.isUpperCase(kind) ? padded.toUpperCase(Locale.ROOT) : padded;
    }

    private String fixed(BigDecimal magnitude, int places) {
        return magnitude.setScale(places, RoundingMode.HALF_EVEN).toPlainString()
                + (alternate && places == 0 ? "." : "");
    }

    private static String exponent(BigDecimal magnitude, int places) {
        if (magnitude.signum() == 0) {
            return (places == 0 ? "0" : "0." + "0".repeat(places)) + "e+00";
        }
        BigDecimal rounded = magnitude.round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
        String digits = rounded.unscaledValue().toString();
        digits = (digits + "0".repeat(places + 1)).substring(0, places + 1);
        int power = rounded.precision() - rounded.scale() - 1;
        return digits.charAt(0)
                + (places == 0 ? "" : "." + digits.substring(1))
                + (power < 0 ? "e-" : "e+")
                + (Math.abs(power) < 10 ? "0" : "")
                + Math.abs(power);
    }

    /** C's %g: the shorter of %e and %f, without trailing zeros unless '#'. */
    private String shortest(BigDecimal magnitude, int significant) {
        if (magnitude.signum() == 0) {
            return "0";
        }
        BigDecimal rounded = magnitude.round(new MathContext(significant, RoundingMode.HALF_EVEN));
        int power = rounded.precision() - rounded.scale() - 1;
        boolean plain = power >= -4 && power < significant;
        String text = plain ? fixed(magnitude, significant - 1 - power) : exponent(magnitude, significant - 1);
        if (alternate || text.indexOf('.') < 0) {
            return text;
        }
        int e = plain ? text.length() : text.indexOf('e');
        return text.substring(0, e).replaceAll("\\.?0+$", "") + text.substring(e);
    }

    private String padText(String text) {
        String fill = " ".repeat(Math.max(0, width - text.length()));
        return left ? text + fill : fill + text;
    }

    private String padNumber(String sign, String digits) {
        int missing = Math.max(0, width - sign.length() - digits.length());
        if (left) {
            return sign + digits + " ".repeat(missing);
        }
        // C: the 0 flag is ignored when an integer has a precision.
        return zero && precision < 0 ? sign + "0".repeat(missing) + digits : " ".repeat(missing) + sign + digits;
    }
}
