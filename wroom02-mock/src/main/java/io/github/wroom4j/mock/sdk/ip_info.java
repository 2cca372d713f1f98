package io.github.wroom4j.mock.sdk;

/** {@code struct ip_info}. */
public class ip_info {
    public ip_addr_t ip = new ip_addr_t();
    public ip_addr_t netmask = new ip_addr_t();
    public ip_addr_t gw = new ip_addr_t();
}
