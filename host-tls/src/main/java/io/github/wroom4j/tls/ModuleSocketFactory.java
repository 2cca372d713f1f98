package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes {@link Socket}s whose connections run through the module. Safe for use by several threads. */
public final class ModuleSocketFactory extends SocketFactory {
    private final AtModule module;

    public ModuleSocketFactory(AtModule module) {
        this.module = module;
    }

    @Override
    public Socket createSocket() {
        return new ModuleSocket(module);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        // Not looked up here: the module's network may know other names.
        socket.connect(InetSocketAddress.createUnresolved(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }
}
