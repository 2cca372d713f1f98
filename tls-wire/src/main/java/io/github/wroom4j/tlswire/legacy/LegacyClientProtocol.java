package io.github.wroom4j.tlswire.legacy;

import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsClientProtocol;

/** Bouncy Castle's client, non-blocking, with the hello as SDK 1.3.0 writes it and the RC4 suites under their aliases. */
final class LegacyClientProtocol extends TlsClientProtocol {

    @Override
    protected void sendClientHelloMessage() throws IOException {
        var own = clientHello;
        // gmt_unix_time is literally zero (espconn-sdk §8.2). The array is the one from which keys are derived.
        byte[] random = getContext().getSecurityParametersHandshake().getClientRandom();
        Arrays.fill(random, 0, 4, (byte) 0);
        // Bouncy Castle appends the renegotiation signal by itself; SDK 1.3.0 does not know it
        int[] wire = Arrays.stream(AliasSuites.onWire(own.getCipherSuites()))
                .filter(suite -> suite != CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV)
                .toArray();
        clientHello = new ClientHello(own.getVersion(), random, own.getSessionID(), null, wire, null, 0);
        super.sendClientHelloMessage();
        clientHello = own;
    }

    @Override
    protected void processServerHello(ServerHello hello) throws IOException {
        super.processServerHello(new ServerHello(
                hello.getVersion(),
                hello.getRandom(),
                hello.getSessionID(),
                AliasSuites.inside(hello.getCipherSuite()),
                hello.getExtensions()));
    }
}
