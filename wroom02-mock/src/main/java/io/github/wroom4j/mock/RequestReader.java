package io.github.wroom4j.mock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts what a client sends into requests: HTTP messages with their bodies, or lines. */
final class RequestReader {
    private static final Pattern HTTP = Pattern.compile("[A-Z]+ \\S+ HTTP/1\\.[01]\\r?\\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\\r?\\nContent-Length:\\s*(\\d{1,9})\\s*\\r?\\n");

    private final InputStream in;
    private final int longest;

    RequestReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next request; empty at the end of the connection. */
    byte[] next() throws IOException {
        var bytes = new ByteArrayOutputStream();
        boolean http = false;
        int wanted = -1;
        while (bytes.size() < longest && bytes.size() != wanted) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            bytes.write(b);
            if (b != '\n' || wanted >= 0) {
                continue;
            }
            String text = bytes.toString(StandardCharsets.ISO_8859_1);
            if (!http && !HTTP.matcher(text).matches()) {
                break; // one line of another protocol
            }
            http = true;
            if (text.endsWith("\r\n\r\n") || text.endsWith("\n\n")) {
                Matcher length = LENGTH.matcher(text);
                wanted = bytes.size() + (length.find() ? Integer.parseInt(length.group(1)) : 0);
            }
        }
        return bytes.toByteArray();
    }
}
