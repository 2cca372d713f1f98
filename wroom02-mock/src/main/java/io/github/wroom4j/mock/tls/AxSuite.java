package io.github.wroom4j.mock.tls;

/** The four suites, in the order of the hello, with their key material (espconn-sdk §§8.2, 8.3). */
enum AxSuite {
    AES128_SHA(0x2F, 16, 20, true),
    AES256_SHA(0x35, 32, 20, true),
    RC4_128_SHA(0x05, 16, 20, false),
    RC4_128_MD5(0x04, 16, 16, false);

    private final int code;
    private final int key;
    private final int mac;
    private final boolean cbc;

    AxSuite(int code, int key, int mac, boolean cbc) {
        this.code = code;
        this.key = key;
        this.mac = mac;
        this.cbc = cbc;
    }

    /** The suite whose low byte that is, or null: axTLS keeps no more than that byte. */
    static AxSuite of(int lowByte) {
        for (AxSuite suite : values()) {
            if (suite.code == (lowByte & 0xFF)) {
                return suite;
            }
        }
        return null;
    }

    int code() {
        return code;
    }

    int keyLength() {
        return key;
    }

    int macLength() {
        return mac;
    }

    boolean isCbc() {
        return cbc;
    }

    int ivLength() {
        return cbc ? 16 : 0;
    }

    /** 104, 136, 72 and 64 bytes. */
    int keyBlock() {
        return 2 * (key + mac + ivLength());
    }
}
