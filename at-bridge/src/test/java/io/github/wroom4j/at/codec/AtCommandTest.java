package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtCommandTest {

    @Test
    void quotes_commas_and_backslashes_are_escaped() {
        AtCommand join = AtCommand.set("CWJAP_CUR").quoted("the SSID", "a\"b,c\\d", 1, 32);
        assertEquals("AT+CWJAP_CUR=\"a\\\"b\\,c\\\\d\"", join.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "x\r\nAT+RESTORE"})
    void what_could_end_the_line_is_refused(String ssid) {
        AtCommand join = AtCommand.set("CWJAP");
        var refused = assertThrows(IllegalArgumentException.class, () -> join.quoted("the SSID", ssid, 1, 32));
        assertTrue(refused.getMessage().contains("the SSID"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> AtCommand.raw("AT+CWJAP=\"" + ssid + "\""));
    }

    @Test
    void a_field_is_measured_in_bytes() {
        AtCommand join = AtCommand.set("CWJAP");
        assertThrows(IllegalArgumentException.class, () -> join.quoted("the SSID", "ä".repeat(17), 1, 32));
        assertThrows(IllegalArgumentException.class, () -> join.quoted("the SSID", "", 1, 32));
    }

    @Test
    void a_password_never_shows_in_text_for_people() {
        AtCommand join = AtCommand.set("CWJAP_CUR")
                .quoted("the SSID", "Lab", 1, 32)
                .quoted("the password", "s,e\"cret12", 0, 64);
        assertEquals("AT+CWJAP_CUR=\"Lab\",\"***\"", join.toString());
    }

    @Test
    void secrets_are_masked_in_both_directions_even_when_cut_short() {
        assertEquals("+CWSAP:\"esp\",\"***\",5,3,4", Secrets.mask("+CWSAP:\"esp\",\"hunter22\",5,3,4"));
        assertEquals("AT+CWJAP=\"Lab\",\"***", Secrets.mask("AT+CWJAP=\"Lab\",\"half a pass"));
        assertEquals("xAT+CWJAP_DEF=\"L\",\"***\"", Secrets.mask("xAT+CWJAP_DEF=\"L\",\"12345678\""));
        assertEquals("+CWJAP:2", Secrets.mask("+CWJAP:2"));
        assertEquals("password:***", Secrets.mask("password:hunter22"));
    }

    @Test
    void a_raw_password_with_quotes_and_commas_is_hidden_whole() {
        assertEquals("+CWSAP:\"esp\",\"***\",5,3,4", Secrets.mask("+CWSAP:\"esp\",\"hun\"ter,2\",\"2\",5,3,4"));
        assertEquals(
                "+CWSAP:\"a\",\"***\",5,3,4",
                Secrets.mask("+CWSAP:\"a\",\"b\",\"hunter22\",5,3,4"),
                "raw SSID a\",\"b");
        assertEquals("AT+CWJAP=\"L\\\"\\,\\\"ab\",\"***\"", Secrets.mask("AT+CWJAP=\"L\\\"\\,\\\"ab\",\"hunter22\""));
        assertEquals("AT+CWJAP=\"Lab\",***", Secrets.mask("AT+CWJAP=\"Lab\",hunter22"));
        assertEquals("AT+CIPSSLCPSK=4,\"***\"", Secrets.mask("AT+CIPSSLCPSK=4,\"s3cr3t\",\"bench\""));
        assertEquals("+CWJAP:\"Lab\"", Secrets.mask("+CWJAP:\"Lab\""));
    }

    @Test
    void reply_fields_survive_quotes_and_commas_in_an_ssid() {
        ReplyFields fields = ReplyFields.of("+CWSAP:\"my \"net\", ok\",\"pw\",5,3");
        assertEquals("my \"net\", ok", fields.text(0));
        assertEquals("pw", fields.text(1));
        assertEquals(5, fields.number(2).orElseThrow());
        assertEquals("", fields.text(9));
    }
}
