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

    int code() {
        return code;
    }

    ClientError error() {
        return error;
    }
}
