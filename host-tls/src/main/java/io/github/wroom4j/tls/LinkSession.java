package io.github.wroom4j.tls;

import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/** What a {@link TlsLink} knows, in the words of javax.net.ssl. Invalid where no handshake came about. */
final class LinkSession implements SSLSession {
    private final TlsLink link;
    private final String host;
    private final int port;
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile boolean invalidated;

    LinkSession(TlsLink link, String host, int port) {
        this.link = link;
        this.host = host;
        this.port = port;
    }

    @Override
    public byte[] getId() {
        return new byte[0];
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return 0;
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public void invalidate() {
        invalidated = true;
    }

    @Override
    public boolean isValid() {
        return link != null && !invalidated;
    }

    @Override
    public void putValue(String name, Object value) {
        values.put(name, value);
    }

    @Override
    public Object getValue(String name) {
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        values.remove(name);
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        Certificate[] chain = ModuleSslSocket.chain(link);
        if (chain.length == 0) {
            throw new SSLPeerUnverifiedException("no handshake with " + host);
        }
        return chain;
    }

    @Override
    public Certificate[] getLocalCertificates() {
        return null;
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public Principal getLocalPrincipal() {
        return null;
    }

    @Override
    public String getCipherSuite() {
        return link == null ? "TLS_NULL_WITH_NULL_NULL" : link.suite().orElse("TLS_NULL_WITH_NULL_NULL");
    }

    @Override
    public String getProtocol() {
        return link == null ? "NONE" : link.version().orElse("NONE").replace("TLS ", "TLSv");
    }

    @Override
    public String getPeerHost() {
        return host;
    }

    @Override
    public int getPeerPort() {
        return port;
    }

    @Override
    public int getPacketBufferSize() {
        return 16_384 + 2048;
    }

    @Override
    public int getApplicationBufferSize() {
        return 16_384;
    }
}
