package io.github.wroom4j.esp8266webserver;

/** The numbers of {@code ESP8266WebServer.h}; a sketch has them by name (WB-3, WB-5, WB-7). */
public interface WebCodes {
    /** Methods by their number in the core. */
    int HTTP_ANY = 0;

    int HTTP_GET = 1;
    int HTTP_HEAD = 2;
    int HTTP_POST = 3;
    int HTTP_PUT = 4;
    int HTTP_PATCH = 5;
    int HTTP_DELETE = 6;
    int HTTP_OPTIONS = 7;

    /** How {@code requestAuthentication} asks. */
    int BASIC_AUTH = 0;

    int DIGEST_AUTH = 1;

    /** Where an upload stands. */
    HTTPUpload.Status UPLOAD_FILE_START = HTTPUpload.Status.UPLOAD_FILE_START;

    HTTPUpload.Status UPLOAD_FILE_WRITE = HTTPUpload.Status.UPLOAD_FILE_WRITE;
    HTTPUpload.Status UPLOAD_FILE_END = HTTPUpload.Status.UPLOAD_FILE_END;
    HTTPUpload.Status UPLOAD_FILE_ABORTED = HTTPUpload.Status.UPLOAD_FILE_ABORTED;

    /** A length for {@code setContentLength}: the reply is sent in chunks. */
    long CONTENT_LENGTH_UNKNOWN = -1;

    /** A length for {@code setContentLength}: that of what {@code send} is given. */
    long CONTENT_LENGTH_NOT_SET = -2;
}
