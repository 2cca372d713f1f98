package io.github.wroom4j.cli;

import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code --ssid} and {@code --password}: an access point that the command line names, and what stands for it where it does not. */
final class NetworkOptions {
    private String ssid;

    private String password;

    /** The name as it was written. */
    Optional<String> ssid() {
        return Optional.ofNullable(ssid);
    }

    /** The password as it was written. */
    Optional<String> password() {
        return Optional.ofNullable(password);
    }

    /** The name: the command line's, else the environment's, else that one. */
    String ssid(Terminal terminal, String otherwise) {
        return ssid != null ? SecretText.of(ssid, terminal) : terminal.variable("WROOM4J_SSID", otherwise);
    }

    /** The password, likewise. */
    String password(Terminal terminal, String otherwise) {
        return password != null ? SecretText.of(password, terminal) : terminal.variable("WROOM4J_PASSWORD", otherwise);
    }

    /**
     * Adds what may be said.
     *
     * @param whatOtherwise what the command does with an access point, and which one it is by default
     */
    void addTo(CommandSpec spec, String whatOtherwise) {
        spec.add(Model.option(this, "ssid", String.class, "--ssid")
                .paramLabel("NAME")
                .description(whatOtherwise)
                .build());
        spec.add(Model.option(this, "password", String.class, "--password")
                .paramLabel("SECRET")
                .description(
                        "Its password; env:NAME or file:PATH keep it off the process list. Default: WROOM4J_PASSWORD.")
                .build());
    }
}
