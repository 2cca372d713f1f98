package io.github.wroom4j.mock.sdk;

/**
 * A release of the SDK, by what differs for an application (espconn-sdk §§0, 8.6).
 *
 * @param name as {@code system_get_sdk_version} returns it
 * @param secureTaskReplacesTcpTask P0: from the first secure use on, the SSL task handles plain TCP's events too
 * @param secureSignalsReachTcpTask P1: the SSL task's signals go to the plain TCP task, which drops the handshake's
 * @param certificateSetters 1.4.0: the default certificate is set by calls, not linked
 */
public record SdkRelease(
        String name, boolean secureTaskReplacesTcpTask, boolean secureSignalsReachTcpTask, boolean certificateSetters) {
    /** 1.3.0 of 2015-08-08, the article's. */
    public static final SdkRelease P0 = new SdkRelease("1.3.0", true, false, false);

    /** 1.3.0 patch 1 of 2015-08-10. */
    public static final SdkRelease P1 = new SdkRelease("1.3.0", false, true, false);

    /** 1.4.0 of 2015-09-18: as designed. */
    public static final SdkRelease P14 = new SdkRelease("1.4.0", false, false, true);

    /** P14's behaviour under a later name: the releases that AT 1.0 and later stand on. */
    public static SdkRelease later(String name) {
        return new SdkRelease(name, false, false, true);
    }

    /** Whether {@code espconn_abort} exists: from 1.5.0 on (espconn-sdk §4). */
    public boolean aborts() {
        return !name.equals(P0.name) && !name.equals(P14.name);
    }

    /** {@code P0}, {@code P1} or {@code P14}, as reference and documentation call it; else its name. */
    public String label() {
        return equals(P0) ? "P0" : equals(P1) ? "P1" : equals(P14) ? "P14" : name;
    }
}
