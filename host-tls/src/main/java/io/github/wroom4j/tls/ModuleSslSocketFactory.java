package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes {@code SSLSocket}s: the TCP connection runs through the module, TLS on the JVM, verified by this project's own
 * checks ({@code docs/certificate-checks.md}) whatever the library on top verifies besides. Safe for several threads.
 */
public final class ModuleSslSocketFactory extends SSLSocketFactory {
    private final AtModule module;
    private final HostTls tls;
    private final Supplier<TlsSettings> settings;

    /** With settings that are asked for at each connection. */
    public ModuleSslSocketFactory(AtModule module, Supplier<TlsSettings> settings) {
        this.module = module;
        this.tls = new HostTls(module);
        this.settings = settings;
    }

    private ModuleSslSocket fresh() {
        return new ModuleSslSocket(module, tls, settings.get());
    }

    @Override
    public Socket createSocket() {
        return fresh();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        ModuleSslSocket socket = fresh();
        socket.connect(InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        ModuleSslSocket socket = fresh();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    /** TLS over a socket that came from {@link ModuleSocketFactory}, as after a proxy's CONNECT or by OkHttp. */
    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        if (!(plain instanceof ModuleSocket below)) {
            throw new IOException("TLS here runs over sockets of Esp8266.socketFactory() only, not over " + plain);
        }
        ModuleSslSocket socket = fresh();
        socket.layer(below, host, port);
        return socket;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return Offer.suites(settings.get()).stream().map(Offer::name).toArray(String[]::new);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getDefaultCipherSuites();
    }
}
