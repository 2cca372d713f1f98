package io.github.wroom4j.arduino;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Whether the call that is being made is the last thing that {@code loop()} does: a delay there keeps two loops apart, and
 * after the last loop it keeps nothing apart. Read from the code of {@code loop()} itself, for what follows a call cannot be
 * known otherwise before it has returned; where that code cannot be had, something follows.
 */
final class LoopEnd {
    private static final int CALL = 3;
    private static final int NOP = 0x00;
    private static final int GOTO = 0xa7;
    private static final int RETURN = 0xb1;

    private LoopEnd() {}

    /** Whether {@code loop()} called a function of Arduino's, and does nothing after it. */
    static boolean isNext() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.dropWhile(frame -> frame.getDeclaringClass() == LoopEnd.class
                                || frame.getDeclaringClass() == Arduino.class)
                        .findFirst())
                .filter(caller -> caller.getMethodName().equals("loop")
                        && caller.getDescriptor().equals("()V"))
                .filter(caller -> codeOfLoop(caller.getDeclaringClass())
                        .map(code -> returns(code, caller.getByteCodeIndex() + CALL))
                        .orElse(false))
                .isPresent();
    }

    private static boolean returns(byte[] code, int from) {
        int at = from;
        while (at >= 0 && at < code.length) {
            int op = code[at] & 0xff;
            if (op == RETURN) {
                return true;
            }
            if (op != NOP && op != GOTO) {
                return false;
            }
            int next = op == NOP ? at + 1 : at + (short) ((code[at + 1] & 0xff) << 8 | code[at + 2] & 0xff);
            if (next <= at) {
                return false; // back into a loop of its own
            }
            at = next;
        }
        return false;
    }

    /** The code of a class's {@code void loop()} (JVMS 4). */
    private static Optional<byte[]> codeOfLoop(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream file = loader == null ? null : loader.getResourceAsStream(name)) {
            return file == null ? Optional.empty() : codeOfLoop(new DataInputStream(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> codeOfLoop(DataInputStream in) throws IOException {
        in.skipNBytes(8);
        String[] texts = constants(in);
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
            in.skipNBytes(6);
            skipAttributes(in);
        }
        for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
            in.skipNBytes(2);
            boolean loop = "loop".equals(texts[in.readUnsignedShort()]) & "()V".equals(texts[in.readUnsignedShort()]);
            if (!loop) {
                skipAttributes(in);
                continue;
            }
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                boolean code = "Code".equals(texts[in.readUnsignedShort()]);
                int length = in.readInt();
                if (code) {
                    in.skipNBytes(4);
                    return Optional.of(in.readNBytes(in.readInt()));
                }
                in.skipNBytes(length);
            }
        }
        return Optional.empty();
    }

    private static String[] constants(DataInputStream in) throws IOException {
        var texts = new String[in.readUnsignedShort()];
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++; // a long number takes two places
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
        return texts;
    }

    private static void skipAttributes(DataInputStream in) throws IOException {
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt());
        }
    }
}
