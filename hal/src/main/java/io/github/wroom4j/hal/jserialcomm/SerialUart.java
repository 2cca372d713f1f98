package io.github.wroom4j.hal.jserialcomm;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.port.Device;
import io.github.wroom4j.hal.port.PortUart;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A serial port through jSerialComm, of which nothing is seen outside this file. */
final class SerialUart {
    private SerialUart() {}

    /** Opens a port by its path, as {@link PortUart#open}. */
    static PortUart open(String path, UartConfig config, Map<ModemLine, Boolean> lines) {
        try {
            PrivateLibrary.load(SerialPort::getVersion);
            return PortUart.open(new Opener(path), config, lines);
        } catch (LinkageError e) {
            throw new BoardException(
                    Kind.LIBRARY_MISSING,
                    "serial: needs jSerialComm: add the artifact com.fazecast:jSerialComm (" + e.getMessage() + ")",
                    e);
        }
    }

    /** Paths of the ports that are plugged in; none when the library is absent. Pseudo-terminals are not listed. */
    static List<String> plugged() {
        try {
            PrivateLibrary.load(SerialPort::getVersion);
            return Stream.of(SerialPort.getCommPorts())
                    .map(SerialPort::getSystemPortPath)
                    .sorted()
                    .toList();
        } catch (LinkageError e) {
            System.getLogger(SerialUart.class.getName())
                    .log(System.Logger.Level.DEBUG, "no serial ports without jSerialComm", e);
            return List.of();
        }
    }

    private record Opener(String name) implements Device.Opener {
        @Override
        public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
            SerialPort port;
            try {
                port = SerialPort.getCommPort(name);
            } catch (SerialPortInvalidPortException e) {
                throw OpenFailure.notFound(name, e);
            }
            // Semi-blocking without a timeout: any other read timeout is rounded up to a tenth of a second, and
            // non-blocking burns a core when the peer is stuck (java-ecosystem §2.3).
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
            apply(port, config);
            // jSerialComm asserts both at open unless configured before; auto-reset boards would restart
            // (java-ecosystem §2.1).
            lines.forEach((line, asserted) -> drive(port, line, asserted));
            if (!port.openPort()) {
                throw OpenFailure.of(name, port.getLastErrorCode());
            }
            return new Port(name, port);
        }
    }

    private static boolean drive(SerialPort port, ModemLine line, boolean asserted) {
        return switch (line) {
            case DTR -> asserted ? port.setDTR() : port.clearDTR();
            case RTS -> asserted ? port.setRTS() : port.clearRTS();
        };
    }

    private static boolean apply(SerialPort port, UartConfig config) {
        int stop = switch (config.stopBits()) {
            case ONE -> SerialPort.ONE_STOP_BIT;
            case ONE_AND_A_HALF -> SerialPort.ONE_POINT_FIVE_STOP_BITS;
            case TWO -> SerialPort.TWO_STOP_BITS;
        };
        int parity = switch (config.parity()) {
            case NONE -> SerialPort.NO_PARITY;
            case ODD -> SerialPort.ODD_PARITY;
            case EVEN -> SerialPort.EVEN_PARITY;
        };
        int flow = switch (config.flow()) {
            case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
            case RTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED;
            case CTS -> SerialPort.FLOW_CONTROL_CTS_ENABLED;
            case RTS_CTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
        };
        return port.setComPortParameters(config.baud(), config.dataBits(), stop, parity) && port.setFlowControl(flow);
    }

    private static final class Port implements Device {
        private final String name;
        private final SerialPort port;

        Port(String name, SerialPort port) {
            this.name = name;
            this.port = port;
        }

        @Override
        public int read(byte[] buffer) {
            // -1 after an unplug and after closePort(); isOpen() stays true after an unplug and is not asked
            // (java-ecosystem §2.3).
            int count = port.readBytes(buffer, buffer.length);
            return count > 0 ? count : -1;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = port.writeBytes(buffer, length - done, offset + done);
                // An unplugged port takes 0 bytes, a closed one -1; a stuck one blocks until closePort()
                // (java-ecosystem §2.3).
                if (count <= 0) {
                    throw new IOException("a write was refused");
                }
                done += count;
            }
        }

        @Override
        public void configure(UartConfig config) {
            // What the kernel still holds must leave at the old speed; half a second passes 5 kB at 115200.
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
            while (port.bytesAwaitingWrite() > 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            if (!apply(port, config)) {
                throw new BoardException(Kind.UNSUPPORTED, name + " does not take the line format " + config);
            }
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            if (!drive(port, line, asserted)) {
                throw new BoardException(Kind.UNSUPPORTED, name + " has no " + line + " line (a pseudo-terminal?)");
            }
        }

        @Override
        public void close() {
            port.closePort();
        }
    }
}
