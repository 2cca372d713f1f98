package io.github.wroom4j.at.codec;

/** What modules say, from the golden transcripts of at-protocol §17; the host's bytes left out. */
enum Golden {
    T1_ECHO_0_40("AT\r\r\n\r\nOK\r\nATE0\r\r\n\r\nOK\r\n+CWMODE:1\r\n\r\nOK\r\n+CWDHCP:3\r\nOK\r\n\r\nERROR\r\n"),
    T2_JOIN("WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n+CWJAP:2\r\n\r\nFAIL\r\n"),
    T3_SINGLE("CONNECT\r\n\r\nOK\r\n\r\nOK\r\n> \r\nRecv 18 bytes\r\n\r\nSEND OK\r\n"
            + "\r\n+IPD,40:HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhiCLOSED\r\n"),
    T4_INTERLEAVED("\r\nOK\r\n> \r\n+IPD,1,4:ping\r\nRecv 3 bytes\r\n1,CLOSED\r\n\r\nSEND OK\r\n"),
    T5_REFUSED("\r\nERROR\r\n2,CLOSED\r\n"),
    T6_SSL("Link type ERROR\r\n\r\nERROR\r\nCONNECT\r\n\r\nOK\r\nmust close ssl link\r\n\r\nERROR\r\n"),
    T7_PASSIVE_1_7(
            "\r\nOK\r\n\r\n+IPD,0,5\r\n\r\n+CIPRECVDATA,5:hello\r\nOK\r\n\r\nOK\r\n+CIPRECVLEN:0,0,0,0,0\r\n\r\nOK\r\n"),
    T8_ESP_AT("\r\nOK\r\n\r\n>\r\nRecv 2 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,0,4:pong\r\n\r\n+IPD,0,4\r\n"
            + "+CIPRECVDATA:2,po\r\nOK\r\n\r\n+IPD,0,2\r\n+CIPRECVLEN:2,-1,-1,-1,-1\r\n\r\nOK\r\n"),
    T9_CANCEL("too long\r\n\r\nERROR\r\n\r\nSEND Canceled\r\n"),
    GMR_1_7("AT version:1.7.4.0(May 11 2020 19:13:04)\r\nSDK version:3.0.4(9532ceb)\r\n"
            + "compile time:May 27 2020 10:12:17\r\nBin version(Wroom 02):1.7.4\r\nOK\r\n"),
    ATMOD("+IPD,3:x:y\r\n+IPD,0,out of mem\r\nOK\r\n> \r\nRecv 1 bytes\r\n");

    final String bytes;

    Golden(String bytes) {
        this.bytes = bytes;
    }
}
