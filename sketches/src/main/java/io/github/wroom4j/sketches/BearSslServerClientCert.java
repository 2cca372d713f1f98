package io.github.wroom4j.sketches;

import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;

/** An HTTPS server that serves only clients with a certificate issued by the authority in {@code --ca}. */
public class BearSslServerClientCert extends BearSslServer {
    @Override
    public void setup() {
        server.setClientTrustAnchor(new X509List(file("ca")));
        super.setup();
    }

    @Override
    protected String page(WiFiClientSecure client) {
        String name = client.peerCertificates().get(0).getSubjectX500Principal().getName();
        return "<html><body>Hello " + name.replace("<", "&lt;") + "</body></html>\r\n";
    }
}
