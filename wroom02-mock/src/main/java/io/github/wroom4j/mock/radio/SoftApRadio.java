package io.github.wroom4j.mock.radio;

import io.github.wroom4j.mock.chip.Chip;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The chip's own access point and the stations on it. For tasks of the chip's lane. */
public final class SoftApRadio {
    /** Hard limit of the SDK (espconn-sdk §12). */
    public static final int MAX_CLIENTS = 4;

    /** A station on our access point. */
    public record Client(String mac, Ip4 ip, int aid) {}

    /** Somebody came or went; the SDK's events 4 and 5. */
    public record ClientEvent(Client client, boolean joined) {}

    private final List<Client> clients = new ArrayList<>();
    private final CopyOnWriteArrayList<Consumer<ClientEvent>> listeners = new CopyOnWriteArrayList<>();
    private String ssid;
    private String password = "";
    private int channel = 1;
    private AuthMode security = AuthMode.OPEN;
    private boolean hidden;
    private int maxClients = MAX_CLIENTS;
    private boolean enabled;
    private Ip4 ip = new Ip4(192, 168, 4, 1);
    private Ip4 mask = new Ip4(255, 255, 255, 0);
    private Ip4 gateway = new Ip4(192, 168, 4, 1);

    /** An access point that is off. */
    public SoftApRadio(Chip chip) {
        String number = Integer.toHexString(0x1000000 | chip.toString().hashCode() & 0xFFFFFF);
        ssid = "ESP_" + number.substring(1).toUpperCase(Locale.ROOT);
    }

    /** Adds a listener for clients. */
    public void listen(Consumer<ClientEvent> listener) {
        listeners.add(listener);
    }

    /** Switches it; off sends all clients away. */
    public void enable(boolean on) {
        enabled = on;
        if (!on) {
            List.copyOf(clients).forEach(client -> leave(client.mac()));
        }
    }

    /** Whether it is on. */
    public boolean enabled() {
        return enabled;
    }

    /** Sets the configuration; present clients are sent away. */
    public void configure(
            String ssid, String password, int channel, AuthMode security, boolean hidden, int maxClients) {
        this.ssid = ssid;
        this.password = password;
        this.channel = channel;
        this.security = security;
        this.hidden = hidden;
        this.maxClients = Math.max(1, Math.min(MAX_CLIENTS, maxClients));
        List.copyOf(clients).forEach(client -> leave(client.mac()));
    }

    /** A station joins from outside; false when refused (off, wrong password, full). */
    public boolean join(String mac, String withPassword) {
        if (!enabled
                || clients.size() >= maxClients
                || security != AuthMode.OPEN && !password.equals(withPassword)
                || clients.stream().anyMatch(c -> c.mac().equals(mac))) {
            return false;
        }
        int aid = 1;
        while (isTaken(aid)) {
            aid++;
        }
        var client = new Client(mac, ip.host(ip.d() + aid), aid);
        clients.add(client);
        listeners.forEach(listener -> listener.accept(new ClientEvent(client, true)));
        return true;
    }

    private boolean isTaken(int aid) {
        return clients.stream().anyMatch(c -> c.aid() == aid);
    }

    /** A station leaves. */
    public void leave(String mac) {
        for (Client client : List.copyOf(clients)) {
            if (client.mac().equals(mac)) {
                clients.remove(client);
                listeners.forEach(listener -> listener.accept(new ClientEvent(client, false)));
            }
        }
    }

    /** Who is on it now. */
    public List<Client> clients() {
        return List.copyOf(clients);
    }

    /** Sets its own address. */
    public void address(Ip4 ip, Ip4 mask, Ip4 gateway) {
        this.ip = ip;
        this.mask = mask;
        this.gateway = gateway;
    }

    /** Its name. */
    public String ssid() {
        return ssid;
    }

    /** Its password. */
    public String password() {
        return password;
    }

    /** Its channel. */
    public int channel() {
        return channel;
    }

    /** How it is guarded. */
    public AuthMode security() {
        return security;
    }

    /** Whether it hides its name. */
    public boolean hidden() {
        return hidden;
    }

    /** How many stations it takes. */
    public int maxClients() {
        return maxClients;
    }

    /** Its address. */
    public Ip4 ip() {
        return ip;
    }

    /** Its netmask. */
    public Ip4 mask() {
        return mask;
    }

    /** Its gateway. */
    public Ip4 gateway() {
        return gateway;
    }
}
