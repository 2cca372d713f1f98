package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a sketch asks of the last reply (HC-2, HC-44, HC-45, HC-60). */
abstract class HttpResponseView extends HttpSettings {
    ResponseHead head;
    long size = -1;
    String location = "";
    ClientError lastError = ClientError.NONE;
    int redirects;
    boolean strict;
    private List<String> collected = List.of();

    HttpResponseView() {}

    void clearResponse() {
        head = null;
        size = -1;
        location = "";
    }

    /** The core's text for an error number; empty for any other (HC-2). */
    public static String errorToString(int error) {
        return switch (error) {
            case HTTPC_ERROR_CONNECTION_FAILED -> "connection failed";
            case HTTPC_ERROR_SEND_HEADER_FAILED -> "send header failed";
            case HTTPC_ERROR_SEND_PAYLOAD_FAILED -> "send payload failed";
            case HTTPC_ERROR_NOT_CONNECTED -> "not connected";
            case HTTPC_ERROR_CONNECTION_LOST -> "connection lost";
            case HTTPC_ERROR_NO_STREAM -> "no stream";
            case HTTPC_ERROR_NO_HTTP_SERVER -> "no HTTP server";
            case HTTPC_ERROR_TOO_LESS_RAM -> "not enough ram";
            case HTTPC_ERROR_ENCODING -> "Transfer-Encoding not supported";
            case HTTPC_ERROR_STREAM_WRITE -> "Stream write error";
            case HTTPC_ERROR_READ_TIMEOUT -> "read Timeout";
            default -> "";
        };
    }

    /** Why the last call failed, down to the TLS alert or the AT line; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return lastError;
    }

    /** {@code Content-Length}; −1 unknown, the total once a chunked body was read (HC-60). */
    public long getSize() {
        return size;
    }

    /** The last reply's {@code Location} as it came; empty without one (HC-44). */
    public String getLocation() {
        return location;
    }

    /** Redirects followed by the last request. */
    public int redirectCount() {
        return redirects;
    }

    /** Names to collect. Without a call every header is kept; in strict mode none (HC-45). */
    public void collectHeaders(String... names) {
        collected = List.of(names);
    }

    private List<String> names() {
        if (!collected.isEmpty() || strict || head == null) {
            return collected;
        }
        var names = new ArrayList<String>();
        for (ResponseHead.Header header : head.headers()) {
            if (names.stream().noneMatch(header.name()::equalsIgnoreCase)) {
                names.add(header.name());
            }
        }
        return names;
    }

    /** A header's values joined with ','; empty without it. The name's case matters only in strict mode (HC-44, HC-45). */
    public String header(String name) {
        if (head == null || strict && !collected.contains(name)) {
            return "";
        }
        return String.join(",", head.all(name));
    }

    /** The value of a collected header by index; empty out of range. */
    public String header(int index) {
        return header(headerName(index));
    }

    /** The name of a collected header by index; empty out of range. */
    public String headerName(int index) {
        List<String> names = names();
        return index >= 0 && index < names.size() ? names.get(index) : "";
    }

    /** How many headers are collected. */
    public int headers() {
        return names().size();
    }

    /** Whether a header came with a value. */
    public boolean hasHeader(String name) {
        return !header(name).isEmpty();
    }

    /** Every value of a repeated header, in order: {@code Set-Cookie} cannot be joined (HC-45 BETTER). */
    public List<String> headerValues(String name) {
        return Optional.ofNullable(head).map(h -> h.all(name)).orElse(List.of());
    }
}
