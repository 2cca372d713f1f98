package io.github.wroom4j.mock.lwip;

import java.time.Duration;

/**
 * What an application sets of a connection.
 *
 * @param synPatience until an attempt without any answer is given up ({@code espconn_tcp_set_max_syn})
 * @param dataPatience until unacknowledged data is given up ({@code espconn_tcp_set_max_retran})
 * @param window bytes that the peer may send before the application took any ({@code TCP_WND})
 * @param segment bytes that a received segment carries at most ({@code TCP_MSS})
 */
public record TcpTuning(Duration synPatience, Duration dataPatience, int window, int segment) {
    /** lwIP's own. */
    public static final TcpTuning STANDARD =
            new TcpTuning(Lwip.SYN_PATIENCE, Lwip.DATA_PATIENCE, Lwip.WINDOW, Lwip.MSS);
}
