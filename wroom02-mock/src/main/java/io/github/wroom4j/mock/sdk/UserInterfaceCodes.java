package io.github.wroom4j.mock.sdk;

/** The numbers of {@code user_interface.h} (espconn-sdk §12): programs see them through {@link user_interface}. */
public class UserInterfaceCodes {
    public static final int NULL_MODE = 0;
    public static final int STATION_MODE = 1;
    public static final int SOFTAP_MODE = 2;
    public static final int STATIONAP_MODE = 3;

    public static final int STATION_IF = 0;
    public static final int SOFTAP_IF = 1;

    public static final int PHY_MODE_11B = 1;
    public static final int PHY_MODE_11G = 2;
    public static final int PHY_MODE_11N = 3;

    public static final int NONE_SLEEP_T = 0;
    public static final int LIGHT_SLEEP_T = 1;
    public static final int MODEM_SLEEP_T = 2;

    public static final int STATION_IDLE = 0;
    public static final int STATION_CONNECTING = 1;
    public static final int STATION_WRONG_PASSWORD = 2;
    public static final int STATION_NO_AP_FOUND = 3;
    public static final int STATION_CONNECT_FAIL = 4;
    public static final int STATION_GOT_IP = 5;

    public static final int EVENT_STAMODE_CONNECTED = 0;
    public static final int EVENT_STAMODE_DISCONNECTED = 1;
    public static final int EVENT_STAMODE_AUTHMODE_CHANGE = 2;
    public static final int EVENT_STAMODE_GOT_IP = 3;
    public static final int EVENT_SOFTAPMODE_STACONNECTED = 4;
    public static final int EVENT_SOFTAPMODE_STADISCONNECTED = 5;

    public static final int OK = 0;
    public static final int FAIL = 1;

    UserInterfaceCodes() {}
}
