package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;

/** An exchange that failed: Arduino's number for the sketch, and the reason for people. Never leaves this package. */
final class HttpFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;
    private final transient ClientError error;

    HttpFailure(int code, ClientError error) {
        super(error.message(), error.cause());
        this.code = code;
        this.error = error;
    }

    HttpFailure(int code, ClientError.Stage stage, String message) {
        this(code, new ClientError(stage, message));
    }

    /** What the core calls one of its numbers; empty for any other (HC-3). */
    static String words(int code) {
        return switch (code) {
            case HttpCodes.HTTPC_ERROR_CONNECTION_FAILED -> "connection failed";
            case HttpCodes.HTTPC_ERROR_SEND_HEADER_FAILED -> "send header failed";
            case HttpCodes.HTTPC_ERROR_SEND_PAYLOAD_FAILED -> "send payload failed";
            case HttpCodes.HTTPC_ERROR_NOT_CONNECTED -> "not connected";
            case HttpCodes.HTTPC_ERROR_CONNECTION_LOST -> "connection lost";
            case HttpCodes.HTTPC_ERROR_NO_STREAM -> "no stream";
            case HttpCodes.HTTPC_ERROR_NO_HTTP_SERVER -> "no HTTP server";
            case HttpCodes.HTTPC_ERROR_TOO_LESS_RAM -> "not enough ram";
            case HttpCodes.HTTPC_ERROR_ENCODING -> "Transfer-Encoding not supported";
            case HttpCodes.HTTPC_ERROR_STREAM_WRITE -> "Stream write error";
            case HttpCodes.HTTPC_ERROR_READ_TIMEOUT -> "read Timeout";
            default -> "";
        };
    }

    /** The same with more about why. */
    HttpFailure with(String more) {
        return new HttpFailure(code, new ClientError(error.stage(), error.message() + more, error.cause()));
    }

    int code() {
        return code;
    }

    ClientError error() {
        return error;
    }
}
