package io.github.wroom4j.esp8266wifi;

/** The numbers of {@code wl_definitions.h} and {@code ESP8266WiFiType.h}; a sketch has them by name (WF-1 … WF-4). */
public interface WiFiTypes {
    int WL_NO_SHIELD = 255;
    int WL_IDLE_STATUS = 0;
    int WL_NO_SSID_AVAIL = 1;
    int WL_SCAN_COMPLETED = 2;
    int WL_CONNECTED = 3;
    int WL_CONNECT_FAILED = 4;
    int WL_CONNECTION_LOST = 5;
    int WL_WRONG_PASSWORD = 6;
    int WL_DISCONNECTED = 7;

    int ENC_TYPE_TKIP = 2;
    int ENC_TYPE_CCMP = 4;
    int ENC_TYPE_WEP = 5;
    int ENC_TYPE_NONE = 7;
    int ENC_TYPE_AUTO = 8;

    int WIFI_OFF = 0;
    int WIFI_STA = 1;
    int WIFI_AP = 2;
    int WIFI_AP_STA = 3;

    int WIFI_PHY_MODE_11B = 1;
    int WIFI_PHY_MODE_11G = 2;
    int WIFI_PHY_MODE_11N = 3;

    int WIFI_NONE_SLEEP = 0;
    int WIFI_LIGHT_SLEEP = 1;
    int WIFI_MODEM_SLEEP = 2;

    int WIFI_SCAN_RUNNING = -1;
    int WIFI_SCAN_FAILED = -2;

    int WL_SSID_MAX_LENGTH = 32;
    int WL_WPA_KEY_MAX_LENGTH = 63;

    int WIFI_DISCONNECT_REASON_AUTH_EXPIRE = 2;
    int WIFI_DISCONNECT_REASON_ASSOC_LEAVE = 8;
    int WIFI_DISCONNECT_REASON_BEACON_TIMEOUT = 200;
    int WIFI_DISCONNECT_REASON_NO_AP_FOUND = 201;
    int WIFI_DISCONNECT_REASON_AUTH_FAIL = 202;
    int WIFI_DISCONNECT_REASON_ASSOC_FAIL = 203;
    int WIFI_DISCONNECT_REASON_HANDSHAKE_TIMEOUT = 204;
}
