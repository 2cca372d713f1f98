package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.CString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** A {@code multipart/form-data} body (RFC 7578), streamed when it is sent. */
public final class Multipart {
    private record Part(byte[] head, long length, Supplier<InputStream> content) {}

    private final String boundary;
    private final List<Part> parts = new ArrayList<>();

    public Multipart() {
        byte[] random = new byte[12];
        new java.security.SecureRandom().nextBytes(random);
        boundary = "wroom4j-" + HexFormat.of().formatHex(random);
    }

    /** A field of text. */
    public Multipart field(String name, String value) {
        byte[] bytes = (value == null ? "" : value).getBytes(StandardCharsets.UTF_8);
        return part("name=\"" + quoted(name) + "\"", "", bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /**
     * A file of bytes in memory.
     *
     * @throws IllegalArgumentException if the content type is null or holds a control character
     */
    public Multipart file(String name, String fileName, String contentType, byte[] content) {
        return file(name, fileName, contentType, content.length, () -> new ByteArrayInputStream(content));
    }

    /**
     * A file on disk, read when it is sent.
     *
     * @throws IllegalArgumentException if the content type is null or holds a control character
     * @throws UncheckedIOException if there is no such file
     */
    public Multipart file(String name, String contentType, Path file) {
        try {
            return file(name, String.valueOf(file.getFileName()), contentType, Files.size(file), () -> {
                try {
                    return Files.newInputStream(file);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private Multipart file(String name, String fileName, String given, long length, Supplier<InputStream> content) {
        String type = CString.of(given);
        if (type == null || type.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("a content type is a text without control characters");
        }
        String disposition = "name=\"" + quoted(name) + "\"; filename=\"" + quoted(fileName) + "\"";
        return part(disposition, "Content-Type: " + type + "\r\n", length, content);
    }

    private Multipart part(String disposition, String more, long length, Supplier<InputStream> content) {
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n";
        parts.add(new Part(head.getBytes(StandardCharsets.UTF_8), length, content));
        return this;
    }

    /** RFC 7578 §4.2 and the browsers: quotes and line ends are percent-encoded. */
    private static String quoted(String text) {
        return (text == null ? "" : CString.of(text))
                .replace("\"", "%22")
                .replace("\r", "%0D")
                .replace("\n", "%0A");
    }

    private byte[] tail() {
        return ("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    long length() {
        return parts.stream().mapToLong(p -> p.head.length + p.length + 2).sum() + tail().length;
    }

    InputStream open() {
        var streams = new ArrayList<InputStream>();
        for (Part part : parts) {
            streams.add(new ByteArrayInputStream(part.head));
            streams.add(part.content.get());
            streams.add(new ByteArrayInputStream(new byte[] {'\r', '\n'}));
        }
        streams.add(new ByteArrayInputStream(tail()));
        return new SequenceInputStream(Collections.enumeration(streams));
    }
}
