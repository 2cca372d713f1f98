package io.github.wroom4j.esp8266httpupdate;

/** What {@link ESP8266HTTPUpdate#update} returns, and its own error numbers; a sketch has them by name (HU-1). */
public interface UpdateCodes {
    int HTTP_UPDATE_FAILED = 0;
    int HTTP_UPDATE_NO_UPDATES = 1;
    int HTTP_UPDATE_OK = 2;

    int HTTP_UE_TOO_LESS_SPACE = -100;
    int HTTP_UE_SERVER_NOT_REPORT_SIZE = -101;
    int HTTP_UE_SERVER_FILE_NOT_FOUND = -102;
    int HTTP_UE_SERVER_FORBIDDEN = -103;
    int HTTP_UE_SERVER_WRONG_HTTP_CODE = -104;
    int HTTP_UE_SERVER_FAULTY_MD5 = -105;
    int HTTP_UE_SERVER_UNAUTHORIZED = -108;
}
