package io.github.wroom4j.mock.sdk;

/** {@code struct rst_info}: why the chip started. */
public class rst_info {
    public int reason;
    public int exccause;
    public int epc1;
    public int epc2;
    public int epc3;
    public int excvaddr;
    public int depc;
}
