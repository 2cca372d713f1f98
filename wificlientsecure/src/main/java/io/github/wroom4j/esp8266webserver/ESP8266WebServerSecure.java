package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiServerSecure;

/**
 * The web server over HTTPS: {@code BearSSL::ESP8266WebServerSecure} (rules WB-1, WB-8). Certificate and key belong to {@link
 * #getServer()}; a client's handshake is done within {@link #handleClient()}. TLS runs on the JVM.
 */
public class ESP8266WebServerSecure extends ESP8266WebServer {
    private final WiFiServerSecure secure;

    /** On port 443. */
    public ESP8266WebServerSecure() {
        this(443);
    }

    public ESP8266WebServerSecure(int port) {
        this(SketchContext.current().orElse(null), port);
    }

    /** On a given board. */
    public ESP8266WebServerSecure(SketchContext context, int port) {
        this(context, new WiFiServerSecure(context, port));
    }

    private ESP8266WebServerSecure(SketchContext context, WiFiServerSecure server) {
        super(context, server);
        secure = server;
    }

    @Override
    public WiFiServerSecure getServer() {
        return secure;
    }
}
