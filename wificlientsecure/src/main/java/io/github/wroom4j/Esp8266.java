package io.github.wroom4j;

import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.tls.ModuleSocketFactory;
import io.github.wroom4j.tls.ModuleSslSocketFactory;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.PemFiles;
import io.github.wroom4j.tls.trust.SystemTrust;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.util.List;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * A module on a board, opened by its address: the front door of Java programs other than sketches.
 *
 * <pre>{@code
 * try (Esp8266 esp = Esp8266.open("serial:/dev/ttyUSB0")) {
 *     esp.wifi().begin(ssid, password);
 *     if (esp.wifi().waitForConnectResult() == WL_CONNECTED) {
 *         WiFiClient client = new WiFiClient(esp);
 *     }
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads; {@link #close()} frees every blocked caller.
 */
public final class Esp8266 extends SketchContext implements AutoCloseable {
    private Esp8266(AtModule module, Board board, HardwareSerial serial) {
        super(module, board, serial);
    }

    /**
     * Opens the board at an address and brings its module into working order; may take as long as a module's boot.
     *
     * @throws io.github.wroom4j.hal.BoardException if there is no such board
     * @throws io.github.wroom4j.at.AtException if no module answers there
     */
    public static Esp8266 open(String address) {
        return open(address, HardwareSerial.console());
    }

    /** The same with another console; a port that vanishes is looked for again under its address. */
    public static Esp8266 open(String address, HardwareSerial console) {
        return open(Boards.open(address), console, DriverOptions.DEFAULT.withReopen(() -> Boards.open(address)));
    }

    /** Drives a board that is open already; closing this closes it. */
    public static Esp8266 open(Board board) {
        return open(board, HardwareSerial.console(), DriverOptions.DEFAULT);
    }

    /** The same with another console. */
    public static Esp8266 open(Board board, HardwareSerial console) {
        return open(board, console, DriverOptions.DEFAULT);
    }

    private static Esp8266 open(Board board, HardwareSerial console, DriverOptions options) {
        return new Esp8266(AtDriver.open(board, options), board, console);
    }

    /** A module that is open already, with a board or null; this object then owns it. */
    public static Esp8266 of(AtModule module, Board board, HardwareSerial serial) {
        return new Esp8266(module, board, serial);
    }

    /** The module's Wi-Fi. */
    public ESP8266WiFiClass wifi() {
        return ESP8266WiFiClass.of(this);
    }

    /** Sockets whose TCP connections run through the module, for libraries that take a factory. */
    public SocketFactory socketFactory() {
        return new ModuleSocketFactory(module());
    }

    /**
     * Secure sockets through the module, verified by the authorities that this Java installation trusts, and by the name
     * connected to.
     */
    public SSLSocketFactory sslSocketFactory() {
        TlsSettings settings = TlsSettings.builder()
                .trust(new TrustPolicy.Anchors(List.of(), SystemTrust.load(), false))
                .build();
        return sslSocketFactory(settings);
    }

    /** Secure sockets through the module with other settings: own authorities, a client certificate, pins. */
    public SSLSocketFactory sslSocketFactory(TlsSettings settings) {
        return new ModuleSslSocketFactory(module(), () -> settings);
    }

    /** Secure sockets that believe these authorities, PEM. */
    public SSLSocketFactory sslSocketFactory(String authoritiesPem) {
        List<TrustAnchorKey> anchors = PemFiles.certificates(authoritiesPem).stream()
                .map(TrustAnchorKey::of)
                .toList();
        return sslSocketFactory(TlsSettings.builder()
                .trust(new TrustPolicy.Anchors(anchors, AnchorSource.NONE, false))
                .build());
    }

    /** Closes the module's links, its port and its pins; closing twice is harmless. */
    @Override
    public void close() {
        module().close();
        board().ifPresent(Board::close);
    }
}
