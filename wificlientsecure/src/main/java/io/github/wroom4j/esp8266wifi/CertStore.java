package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.fs.FS;
import io.github.wroom4j.fs.File;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.PemFiles;
import io.github.wroom4j.tls.trust.SystemTrust;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * A store of authorities that are looked up by name while a chain is checked (BH-6, TLS-17): the core's {@code ar}
 * archives of DER certificates, or this Java installation's own store.
 *
 * <p><b>Caveats:</b> every certificate of the archive is believed as an authority, and an expired one still is: put
 * only there what you trust. A member that cannot be read is left out; {@link #getLastError()} names it. Java's own
 * store is what this JVM was installed with; it ages with the JDK.
 */
public final class CertStore {
    private static final byte[] MAGIC = "!<arch>\n".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER = 60;
    private static final int SIZE_AT = 48;

    /** Far more than all authorities of the world; a longer file is not such an archive. */
    private static final int MOST = 16 << 20;

    private final Map<X500Principal, List<TrustAnchorKey>> bySubject = new HashMap<>();
    private AnchorSource behind = AnchorSource.NONE;
    private String lastError = "";

    /** An empty store. */
    public CertStore() {}

    /** The authorities that this Java installation trusts. */
    public static CertStore fromJavaCacerts() {
        var store = new CertStore();
        store.behind = SystemTrust.load();
        return store;
    }

    /** The certificates of a key store. */
    public static CertStore of(KeyStore keyStore) {
        var store = new CertStore();
        X509List.of(keyStore).certificates().forEach(store::add);
        return store;
    }

    /**
     * Reads an {@code ar} archive of DER certificates. The index that the core writes beside it is not needed here;
     * {@code indexFile} is accepted and left alone.
     *
     * @return how many certificates it holds; 0 when it cannot be read ({@link #getLastError()} says why)
     */
    public int initCertStore(Path directory, String indexFile, String dataFile) {
        String wanted = CString.of(dataFile);
        bySubject.clear();
        lastError = "";
        try {
            String name = wanted == null ? "" : wanted.replaceFirst("^/+", "");
            return readArchive(Files.readAllBytes(directory.resolve(name)));
        } catch (IOException | InvalidPathException unreadable) {
            lastError = unreadable instanceof IOException file
                    ? ClientError.ofFile("cannot read " + wanted, file).message()
                    : "cannot read " + wanted + ": " + unreadable.getMessage();
            return 0;
        }
    }

    /** The same from the sketch's files, as the core has it. */
    public int initCertStore(FS files, String indexFile, String dataFile) {
        bySubject.clear();
        lastError = "";
        try (File archive = files.open(dataFile, "r")) {
            if (!archive.asBool()) {
                lastError = "cannot read " + CString.of(dataFile) + ": "
                        + (files.getLastError().isError() ? files.getLastError().message() : "no such file");
                return 0;
            }
            byte[] bytes = new byte[(int) Math.min(archive.size(), MOST)];
            return readArchive(Arrays.copyOf(bytes, archive.readBytes(bytes)));
        }
    }

    /** Reads the archive's bytes; see {@link #initCertStore(Path, String, String)}. */
    public int readArchive(byte[] archive) {
        if (archive.length < MAGIC.length
                || !ByteBuffer.wrap(archive, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            lastError = "not an ar archive: it does not begin with '!<arch>'";
            return 0;
        }
        int count = 0;
        int at = MAGIC.length;
        while (at + HEADER <= archive.length) {
            String name = new String(archive, at, 16, StandardCharsets.US_ASCII).trim();
            int size;
            try {
                size = Integer.parseInt(new String(archive, at + SIZE_AT, 10, StandardCharsets.US_ASCII).trim());
            } catch (NumberFormatException malformed) {
                lastError = "the archive's member at byte " + at + " has no size";
                break;
            }
            int from = at + HEADER;
            if (size < 0 || size > archive.length - from) {
                lastError = "the archive ends inside its member '" + name + "'";
                break;
            }
            if (!name.startsWith("//") && !name.equals("/")) {
                count += addMember(name, Arrays.copyOfRange(archive, from, from + size));
            }
            at = from + size + (size & 1); // members begin at even offsets
        }
        return count;
    }

    private int addMember(String name, byte[] der) {
        try {
            List<X509Certificate> found = PemFiles.certificates(der);
            found.forEach(this::add);
            return found.size();
        } catch (IllegalArgumentException unreadable) {
            lastError = "member '" + name + "': " + unreadable.getMessage();
            return 0;
        }
    }

    private void add(X509Certificate certificate) {
        TrustAnchorKey anchor = TrustAnchorKey.of(certificate);
        bySubject
                .computeIfAbsent(anchor.subject(), subject -> new ArrayList<>())
                .add(anchor);
    }

    /** Why the last reading gave fewer certificates than hoped; empty if it did not. */
    public String getLastError() {
        return lastError;
    }

    AnchorSource source() {
        Map<X500Principal, List<TrustAnchorKey>> known = Map.copyOf(bySubject);
        AnchorSource more = behind;
        return subject -> {
            List<TrustAnchorKey> all = new ArrayList<>(known.getOrDefault(subject, List.of()));
            all.addAll(more.bySubject(subject));
            return all;
        };
    }
}
