package io.github.wroom4j.tls;

import java.io.IOException;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Bouncy Castle's cryptography for connections whose trust looks at no certificate: {@code setInsecure}, a fingerprint, a
 * known key, a self-signed certificate. A leaf's key usage is a part of the certificate, so it is not looked at
 * either; certificates made at home often say nothing useful there.
 */
final class LooseCrypto extends BcTlsCrypto {
    @Override
    public TlsCertificate createCertificate(short type, byte[] encoded) throws IOException {
        return type != CertificateType.X509
                ? super.createCertificate(type, encoded)
                : new BcTlsCertificate(this, encoded) {
                    @Override
                    protected boolean supportsKeyUsage(int bits) {
                        return true;
                    }
                };
    }
}
