package io.github.wroom4j.mock.radio;

/** {@code wifi_station_get_connect_status}: the ordinals are the SDK's numbers (espconn-sdk §12). */
public enum StationStatus {
    IDLE,
    CONNECTING,
    WRONG_PASSWORD,
    NO_AP_FOUND,
    CONNECT_FAIL,
    GOT_IP
}
