package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** An {@link SSLSocket} over a {@link ModuleSocket}; TLS by {@link HostTls}. The handshake runs when it is first needed. */
final class ModuleSslSocket extends SSLSocket {
    private final AtModule module;
    private final HostTls tls;
    private final LinkStreams streams;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final List<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();
    private volatile ModuleSocket tcp;
    private volatile TlsSettings settings;
    private volatile String host = "";
    private volatile TlsLink link;
    private volatile boolean sessionCreation = true;

    ModuleSslSocket(AtModule module, HostTls tls, TlsSettings settings) {
        this.tcp = new ModuleSocket(module);
        this.module = module;
        this.tls = tls;
        this.settings = settings;
        this.streams = new LinkStreams(module, () -> tcp.getSoTimeout(), this::close);
    }

    /** Puts TLS over another socket, before the handshake. */
    void layer(ModuleSocket below, String peerHost, int port) {
        tcp = below;
        host = peerHost;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        if (link == null && tls.refusal(settings).isPresent()) {
            throw new SSLHandshakeException(tls.refusal(settings).get());
        }
        tcp.connect(endpoint, timeoutMillis);
        if (endpoint instanceof InetSocketAddress address) {
            host = address.getHostString();
        }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void startHandshake() throws IOException {
        handshaking.lock();
        try {
            if (link != null) {
                return;
            }
            Link plain = tcp.link();
            int millis = tcp.getSoTimeout();
            Deadline deadline = Deadline.in(
                    module.clock(),
                    millis > 0
                            ? java.time.Duration.ofMillis(millis)
                            : tls.stretched(module.timeouts().connect()));
            TlsLink opened = tls.wrap(plain, new Peer(host, tcp.getPort()), settings, deadline);
            streams.attach(opened);
            link = opened;
        } catch (AtException | TlsFailure failed) {
            close();
            throw LinkStreams.asIo("TLS", failed);
        } finally {
            handshaking.unlock();
        }
        listeners.forEach(listener -> listener.handshakeCompleted(new HandshakeCompletedEvent(this, getSession())));
    }

    @Override
    public InputStream getInputStream() throws IOException {
        startHandshake();
        return streams.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        startHandshake();
        return streams.output();
    }

    @Override
    public void close() throws IOException {
        TlsLink open = link;
        if (open != null) {
            try {
                open.close();
            } catch (AtException failed) {
                throw LinkStreams.asIo("closing", failed);
            }
        }
        tcp.close();
    }

    @Override
    public SSLSession getSession() {
        if (link == null) {
            try {
                startHandshake();
            } catch (IOException failed) {
                // javax.net.ssl has no exception here: an invalid session stands for the failure.
                System.getLogger(ModuleSslSocket.class.getName())
                        .log(System.Logger.Level.DEBUG, "no session with " + host, failed);
            }
        }
        return new LinkSession(link, host, tcp.getPort());
    }

    @Override
    public SSLSession getHandshakeSession() {
        return link == null ? null : getSession();
    }

    @Override
    public String getApplicationProtocol() {
        return link == null ? null : link.alpn().orElse("");
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return getEnabledCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return Offer.suites(settings).stream().map(Offer::name).toArray(String[]::new);
    }

    /** Keeps of the offer what the library on top wants; it cannot add to it. */
    @Override
    public void setEnabledCipherSuites(String[] suites) {
        List<String> wanted = Arrays.asList(suites);
        List<Integer> kept = Offer.suites(settings).stream()
                .filter(code -> wanted.contains(Offer.name(code)))
                .toList();
        if (kept.isEmpty()) {
            throw new IllegalArgumentException("none of these suites can be offered: " + wanted);
        }
        settings = settings.toBuilder().suites(kept).build();
    }

    @Override
    public String[] getSupportedProtocols() {
        return new String[] {"TLSv1.3", "TLSv1.2"};
    }

    @Override
    public String[] getEnabledProtocols() {
        return Arrays.stream(getSupportedProtocols())
                .filter(name -> code(name) >= settings.leastVersion() && code(name) <= settings.mostVersion())
                .toArray(String[]::new);
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        int[] codes = Arrays.stream(protocols)
                .mapToInt(ModuleSslSocket::code)
                .filter(code -> code >= TlsSettings.TLS12)
                .sorted()
                .toArray();
        if (codes.length == 0) {
            throw new IllegalArgumentException("TLSv1.2 and TLSv1.3 can be enabled, not " + Arrays.asList(protocols));
        }
        settings =
                settings.toBuilder().versions(codes[0], codes[codes.length - 1]).build();
    }

    private static int code(String protocol) {
        return switch (protocol) {
            case "TLSv1.2" -> TlsSettings.TLS12;
            case "TLSv1.3" -> TlsSettings.TLS13;
            default -> 0;
        };
    }

    @Override
    public SSLParameters getSSLParameters() {
        var parameters = new SSLParameters(getEnabledCipherSuites(), getEnabledProtocols());
        parameters.setApplicationProtocols(settings.alpn().toArray(String[]::new));
        return parameters;
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        if (parameters.getCipherSuites() != null) {
            setEnabledCipherSuites(parameters.getCipherSuites());
        }
        if (parameters.getProtocols() != null) {
            setEnabledProtocols(parameters.getProtocols());
        }
        settings = settings.toBuilder()
                .alpn(List.of(parameters.getApplicationProtocols()))
                .build();
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void setEnableSessionCreation(boolean on) {
        sessionCreation = on;
    }

    @Override
    public boolean getEnableSessionCreation() {
        return sessionCreation;
    }

    @Override
    public void shutdownOutput() throws IOException {
        getOutputStream().flush();
    }

    // A client, always.

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

    // The TCP socket below has the state, the addresses and the options.

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

    @Override
    public String toString() {
        return "TLS over " + tcp;
    }

    /** What was negotiated, for {@link SSLSession}. */
    static Certificate[] chain(TlsLink link) {
        return link == null ? new Certificate[0] : link.peerChain().toArray(Certificate[]::new);
    }
}
