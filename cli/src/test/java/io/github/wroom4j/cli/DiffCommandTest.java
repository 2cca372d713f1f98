package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings written by hand, as of a module that the mock may be wrong about. */
class DiffCommandTest {
    private static final String GMR = """
            0.000000 >> "AT+GMR\\r\\n"
            0.001000 << "AT+GMR\\r\\n"
            0.002000 << "AT version:1.7.4.0(May 11 2020 19:13:04)\\r\\nSDK version:3.0.4(9532ceb)\\r\\n"
            0.003000 << "compile time:May 27 2020 10:12:22\\r\\nBin version(Wroom 02):1.7.4\\r\\nOK\\r\\n"
            """;

    @TempDir
    Path folder;

    private String log(String text) throws Exception {
        return Files.writeString(folder.resolve("module.wirelog"), text).toString();
    }

    @Test
    void a_recording_that_the_mock_repeats_has_no_difference() throws Exception {
        var run = Captured.run("diff", log(GMR));

        assertEquals("1 exchanges compared with mock:at-1.7.4: no difference\n", run.out(), run.err());
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void a_line_that_the_mock_lacks_is_listed_with_both_readings() throws Exception {
        var run = Captured.run("diff", log(GMR + """
                1.000000 >> "AT+CWMODE=1\\r\\n"
                1.001000 << "AT+CWMODE=1\\r\\nno change\\r\\n\\r\\nOK\\r\\n"
                """));

        assertEquals(1, run.code(), run.err());
        assertTrue(run.out().contains("2 AT+CWMODE=1 (words)"), run.out());
        assertTrue(run.out().contains("no change"), run.out());
        assertTrue(run.out().contains("2 exchanges compared with mock:at-1.7.4: 1 differ"), run.out());
    }

    @Test
    void a_peer_of_the_recording_answers_again_and_a_hidden_password_matches() throws Exception {
        var run = Captured.run("diff", log("""
                0.000000 >> "ATE0\\r\\n"
                0.001000 << "ATE0\\r\\n\\r\\nOK\\r\\n"
                0.010000 >> "AT+CWMODE_CUR=1\\r\\n"
                0.011000 << "\\r\\nOK\\r\\n"
                0.020000 >> "AT+CWJAP_CUR=\\"Lab\\",\\"" *8 "\\"\\r\\n"
                1.000000 << "WIFI CONNECTED\\r\\nWIFI GOT IP\\r\\n\\r\\nOK\\r\\n"
                1.100000 >> "AT+CIPSTART=\\"TCP\\",\\"shop.example.org\\",80\\r\\n"
                1.200000 << "CONNECT\\r\\n\\r\\nOK\\r\\n"
                1.300000 >> "AT+CIPSEND=6\\r\\n"
                1.301000 << "\\r\\nOK\\r\\n> "
                1.400000 >> "hello\\n"
                1.500000 << "\\r\\nRecv 6 bytes\\r\\n\\r\\nSEND OK\\r\\n\\r\\n+IPD,4:moinCLOSED\\r\\n"
                """), "--profile", "at-1.7", "--json");

        assertTrue(run.out().contains("\"compared\": 6"), run.out());
        assertTrue(run.out().contains("\"differences\": []"), run.out());
        assertEquals(0, run.code(), run.err());
    }

    @Test
    void what_was_typed_before_the_module_was_up_is_as_if_it_had_come_later() throws Exception {
        var run = Captured.run("diff", log("""
                0.000000 >> "AT\\r\\n"
                0.000000 << "\\xe3n\\xc0"
                0.000000 >> "AT\\r\\n"
                0.000000 << "\\xc4\\x8er\\r\\nready\\r\\nAT\\r\\n\\r\\nOK\\r\\n"
                """ + GMR));

        assertEquals("1 exchanges compared with mock:at-1.7.4: no difference\n", run.out(), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
        1.000000 >> "AT+RST\\r\\n"
        1.001000 << "\\r\\nOK\\r\\n"
        1.100000 >> "AT\\r\\n"
        1.200000 << "\\xc4\\x8er"
        1.300000 >> "AT\\r\\n"
        1.400000 << "r\\r\\nready\\r\\n"
        """, """
        1.000000 >> "AT+CWMODE?\\r\\n"
        1.200000 << "\\xc4\\x8er\\r\\nready\\r\\n"
        """})
    void where_the_module_started_anew_the_mock_does_too(String start) throws Exception {
        var run = Captured.run("diff", log("""
                0.000000 >> "ATE0\\r\\n"
                0.001000 << "ATE0\\r\\n\\r\\nOK\\r\\n"
                """ + start + """
                2.000000 >> "AT+CWMODE?\\r\\n"
                2.001000 << "AT+CWMODE?\\r\\n+CWMODE:2\\r\\n\\r\\nOK\\r\\n"
                """), "--profile", "at-1.7");

        assertTrue(run.out().endsWith("2 exchanges compared with mock:at-1.7: no difference\n"), run.out());
        assertTrue(run.out().contains("not compared: 2 "), run.out());
    }

    @Test
    void without_a_firmware_the_profile_must_be_named() throws Exception {
        var run = Captured.run("diff", log("0.000000 >> \"AT\\r\\n\"\n0.001000 << \"\\r\\nOK\\r\\n\"\n"));

        assertEquals(2, run.code());
        assertTrue(run.err().contains("holds no AT+GMR"), run.err());
    }
}
