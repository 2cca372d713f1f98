package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.esp8266webserver.RequestBody.Broken;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A form with files, read as it arrives: fields become arguments, files go to an upload handler (WB-4). */
final class MultipartReader {
    private static final int MOST_FIELD = 64 * 1024;
    private static final int MOST_FIELDS_TOGETHER = 1024 * 1024;
    private static final int MOST_PARTS = 256;
    private static final int MOST_HEADER = 4096;
    private static final int MOST_BEFORE_THE_FIRST = 4096;
    private static final int END = RequestBody.END;
    private static final int BOUNDARY = -2;

    private final RequestBody source;
    private final byte[] delimiter;
    private final HTTPUpload upload;
    private final Optional<Runnable> handler;

    /** Bytes taken for a delimiter that turned out to be data. */
    private int replay;

    private int replayed;
    private int matched;
    private int held = END;
    private int fieldBytes;

    MultipartReader(RequestBody source, String boundary, HTTPUpload upload, Optional<Runnable> handler) {
        this.source = source;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
        this.upload = upload;
        this.handler = handler;
        // The first delimiter has no line before it.
        this.matched = 2;
    }

    /** The boundary that a Content-Type names, if it is a form with files. */
    static Optional<String> boundary(String contentType) {
        Matcher m = Pattern.compile("(?i)multipart/form-data;.*boundary=\"?([^\";]{1,70})\"?.*")
                .matcher(contentType);
        return m.matches() ? Optional.of(m.group(1)) : Optional.empty();
    }

    /** Reads the form up to its last delimiter. */
    void read(List<WebRequest.Pair> arguments) throws Broken {
        // What stands before the first delimiter belongs to no part.
        int c = next();
        for (int before = 0; c >= 0; c = next()) {
            if (++before > MOST_BEFORE_THE_FIRST) {
                throw new Broken(400, "the form does not begin with its boundary");
            }
        }
        for (int parts = 0; c == BOUNDARY; parts++) {
            int first = source.next();
            int second = source.next();
            if (first == '-' && second == '-') {
                return;
            }
            if (first != '\r' || second != '\n') {
                throw new Broken(400, "a boundary is followed by something else than a line end");
            }
            if (parts == MOST_PARTS) {
                throw new Broken(413, "a form of more than " + MOST_PARTS + " parts");
            }
            String header = header();
            String name = parameter(header, "name");
            if (!header.toLowerCase(Locale.ROOT).contains("content-disposition:")) {
                throw new Broken(400, "a part of the form has no Content-Disposition");
            }
            c = hasFile(header) ? file(header, name) : field(name, arguments);
        }
        throw new Broken(400, "the form ends before its last boundary");
    }

    private static boolean hasFile(String header) {
        return Pattern.compile("(?i)[; ]filename=").matcher(header).find();
    }

    private static String parameter(String header, String name) {
        Matcher m = Pattern.compile("(?i)[; ]" + name + "=\"([^\"]*)\"").matcher(header);
        return m.find() ? m.group(1) : "";
    }

    private String header() throws Broken {
        var text = new StringBuilder();
        while (text.length() < MOST_HEADER) {
            int c = source.next();
            if (c < 0) {
                throw new Broken(400, "the form ends inside a part's header");
            }
            text.append((char) c);
            if (text.length() >= 4 && text.substring(text.length() - 4).equals("\r\n\r\n")) {
                return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
        }
        throw new Broken(431, "a part's header has more than " + MOST_HEADER + " bytes");
    }

    private int field(String name, List<WebRequest.Pair> arguments) throws Broken {
        var value = new ByteArrayOutputStream();
        int c;
        while ((c = next()) >= 0) {
            if (value.size() == MOST_FIELD || ++fieldBytes > MOST_FIELDS_TOGETHER) {
                throw new Broken(413, "a form field of more than 64 KB, or fields of more than 1 MB together");
            }
            value.write(c);
        }
        if (c == BOUNDARY) {
            arguments.add(new WebRequest.Pair(name, value.toString(StandardCharsets.UTF_8)));
        }
        return c;
    }

    private int file(String header, String name) throws Broken {
        upload.name = name;
        upload.filename = parameter(header, "filename");
        Matcher type = Pattern.compile("(?i)content-type: *([^\r\n]*)").matcher(header);
        upload.type = type.find() ? type.group(1).strip() : "application/octet-stream";
        upload.totalSize = 0;
        upload.currentSize = 0;
        report(HTTPUpload.Status.UPLOAD_FILE_START);
        int c = END;
        try {
            while ((c = next()) >= 0) {
                upload.buf[upload.currentSize++] = (byte) c;
                if (upload.currentSize == upload.buf.length) {
                    write();
                }
            }
        } finally {
            // Also when the client left or was too slow: the handler closes its file.
            write();
            report(c == BOUNDARY ? HTTPUpload.Status.UPLOAD_FILE_END : HTTPUpload.Status.UPLOAD_FILE_ABORTED);
        }
        return c;
    }

    private void write() {
        if (upload.currentSize > 0) {
            upload.totalSize += upload.currentSize;
            report(HTTPUpload.Status.UPLOAD_FILE_WRITE);
            upload.currentSize = 0;
        }
    }

    private void report(HTTPUpload.Status status) {
        upload.status = status;
        handler.ifPresent(Runnable::run);
    }

    /** The next byte of a part; {@link #BOUNDARY} behind a delimiter, {@link #END} when the body broke off. */
    private int next() throws Broken {
        if (replayed < replay) {
            return delimiter[replayed++] & 0xFF;
        }
        if (held >= 0) {
            int c = held;
            held = END;
            return c;
        }
        while (true) {
            int c = source.next();
            if (c < 0) {
                return END;
            }
            if (c == (delimiter[matched] & 0xFF)) {
                if (++matched == delimiter.length) {
                    matched = 0;
                    return BOUNDARY;
                }
                continue;
            }
            // A delimiter begins with CR and holds no other: after a mismatch it can only begin at this byte.
            int lost = matched;
            matched = c == '\r' ? 1 : 0;
            replay = lost;
            replayed = 0;
            if (matched == 0) {
                held = c;
            }
            if (replay > 0) {
                return delimiter[replayed++] & 0xFF;
            }
            if (held >= 0) {
                held = END;
                return c;
            }
        }
    }
}
