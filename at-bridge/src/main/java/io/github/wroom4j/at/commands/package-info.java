/**
 * The typed commands by subject: station, soft AP, links, SSL, system, line speed. Each method is one exchange, or a few
 * in a row while the lane is held, and turns what the firmware says into values or an
 * {@link io.github.wroom4j.at.AtException}.
 *
 * <p>No thread and no byte counting here. Start at {@link io.github.wroom4j.at.commands.LinkCommands}.
 */
package io.github.wroom4j.at.commands;
