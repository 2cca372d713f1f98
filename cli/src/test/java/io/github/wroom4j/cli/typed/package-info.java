/**
 * What the pages tell to type is typed: by a shell, in a fresh folder, in the order of the page, through the launcher and the
 * jar that a user has. What a page shows below a command is what came out.
 *
 * <p>{@link io.github.wroom4j.cli.typed.PagesAsTypedIT} does it. Its tables are resources under {@code pages/}: {@code
 * not-typed.txt} lists each block that is not typed, with the reason; {@code stand-ins.txt} what stands for a thing that a
 * test's machine does not have; {@code masks.txt} what differs from run to run and is shown as {@code …}.
 */
package io.github.wroom4j.cli.typed;
