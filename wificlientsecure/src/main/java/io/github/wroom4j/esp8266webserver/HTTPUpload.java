package io.github.wroom4j.esp8266webserver;

/** A file that is being uploaded, piece by piece (WB-4). The core's numbers, in an enum. */
public final class HTTPUpload {
    /** Where an upload stands. */
    public enum Status {
        UPLOAD_FILE_START,
        UPLOAD_FILE_WRITE,
        UPLOAD_FILE_END,
        UPLOAD_FILE_ABORTED
    }

    /** Where it stands. */
    public Status status = Status.UPLOAD_FILE_START;
    /** The file's name as the browser gave it: trust it with nothing. */
    public String filename = "";
    /** The form field's name. */
    public String name = "";
    /** Its media type. */
    public String type = "";
    /** Bytes of the file so far. */
    public long totalSize;
    /** Bytes in {@link #buf} now. */
    public int currentSize;
    /** Bytes of the whole request. */
    public long contentLength;
    /** The bytes at hand, at most 2048. */
    public final byte[] buf = new byte[2048];
}
