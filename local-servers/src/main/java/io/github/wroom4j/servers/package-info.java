/**
 * The servers beyond the air: what a module, real or mocked, talks to in demonstrations and tests.
 *
 * <p>{@link io.github.wroom4j.servers.DemoAuthority} makes certificates, {@link io.github.wroom4j.servers.DemoServer}
 * answers over HTTPS and HTTP, {@link io.github.wroom4j.servers.NtpServer} serves the time, {@link
 * io.github.wroom4j.servers.EchoServer} gives back what it gets, {@link io.github.wroom4j.servers.LegacyTlsServer} speaks
 * the TLS of chosen years, {@link io.github.wroom4j.servers.HostileServer} misbehaves on purpose. Everything listens on
 * loopback unless an address is given, on an ephemeral port, and leaves no thread behind when it is closed.
 *
 * <p>Not here: clients, AT, modules. Start reading at {@code DemoServer}.
 */
package io.github.wroom4j.servers;
