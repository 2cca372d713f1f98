package io.github.wroom4j.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ssl.SSLSocket;

/** The half of an {@link SSLSocket} that is the TCP socket's below it, and what is fixed because it is a client. */
abstract class LayeredSslSocket extends SSLSocket {
    private volatile ModuleSocket tcp;

    LayeredSslSocket(ModuleSocket tcp) {
        this.tcp = tcp;
    }

    /** Puts TLS over another socket, before the handshake. */
    final void over(ModuleSocket below) {
        tcp = below;
    }

    final ModuleSocket tcp() {
        return tcp;
    }

    @Override
    public void setUseClientMode(boolean client) {
        if (!client) {
            throw new IllegalArgumentException("these sockets are clients");
        }
    }

    @Override
    public boolean getUseClientMode() {
        return true;
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        setUseClientMode(!need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return false;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        setUseClientMode(!want);
    }

    @Override
    public boolean getWantClientAuth() {
        return false;
    }

    @Override
    public boolean isConnected() {
        return tcp.isConnected();
    }

    @Override
    public boolean isClosed() {
        return tcp.isClosed();
    }

    @Override
    public boolean isBound() {
        return tcp.isBound();
    }

    @Override
    public boolean isInputShutdown() {
        return tcp.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return tcp.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        tcp.shutdownInput();
    }

    @Override
    public InetAddress getInetAddress() {
        return tcp.getInetAddress();
    }

    @Override
    public int getPort() {
        return tcp.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return tcp.getRemoteSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return tcp.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return tcp.getLocalPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return tcp.getLocalSocketAddress();
    }

    @Override
    public void bind(SocketAddress local) {
        tcp.bind(local);
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        tcp.setSoTimeout(milliseconds);
    }

    @Override
    public int getSoTimeout() {
        return tcp.getSoTimeout();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        tcp.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() {
        return tcp.getTcpNoDelay();
    }

    @Override
    public void setKeepAlive(boolean on) {
        tcp.setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() {
        return tcp.getKeepAlive();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        tcp.setSoLinger(on, seconds);
    }

    @Override
    public int getSoLinger() {
        return tcp.getSoLinger();
    }
}
