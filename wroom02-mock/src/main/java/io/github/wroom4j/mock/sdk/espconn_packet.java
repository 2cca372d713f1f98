package io.github.wroom4j.mock.sdk;

/** {@code struct espconn_packet}: how sending stands (espconn-sdk §2.3). */
public class espconn_packet {
    public int sent_length;
    public int snd_buf_size;
    public int snd_queuelen;
    public int total_queuelen;
    public int packseqno;
    public int packseq_nxt;
    public int packnum;
}
