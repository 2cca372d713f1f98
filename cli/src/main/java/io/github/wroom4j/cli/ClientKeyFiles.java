package io.github.wroom4j.cli;

import io.github.wroom4j.tls.ClientKey;
import io.github.wroom4j.tls.trust.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code --cert} and {@code --key}: what to send to a server that asks for a client certificate. */
final class ClientKeyFiles {
    private ClientKeyFiles() {}

    /**
     * Certificate chain and key; empty where no certificate is named.
     *
     * @param key null where the key is in the certificate's file
     * @throws UsageException if a file holds something else, or the two do not belong together
     */
    static Optional<ClientKey> read(Path cert, Path key) throws IOException {
        if (cert == null) {
            if (key != null) {
                throw new UsageException("--key belongs to a certificate: name it with --cert");
            }
            return Optional.empty();
        }
        List<X509Certificate> chain = read("--cert", cert, PemFiles::certificates);
        Path file = key == null ? cert : key;
        PrivateKey own = read(key == null ? "--cert" : "--key", file, PemFiles::privateKey);
        if (!verifies(chain.get(0).getPublicKey(), own)) {
            throw new UsageException("the private key in " + file + " is not that of the first certificate in " + cert);
        }
        return Optional.of(new ClientKey(chain, own));
    }

    /** A file's content read in one way or another; what is wrong with it names the option. */
    static <T> T read(String option, Path file, Function<byte[], T> as) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UsageException(
                    option + " " + file + " cannot be read: " + ExitCodes.line(e)
                            + " (wroom4j certs DIR makes files to try with)",
                    e);
        }
        try {
            return as.apply(content);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + " " + file + ": " + e.getMessage(), e);
        }
    }

    /** Whether the one key verifies what the other signs: a server would only say that a signature is wrong. */
    private static boolean verifies(PublicKey open, PrivateKey secret) {
        if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        try {
            var signature =
                    Signature.getInstance("SHA256with" + (secret.getAlgorithm().equals("EC") ? "ECDSA" : "RSA"));
            signature.initSign(secret);
            byte[] signed = signature.sign();
            signature.initVerify(open);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
