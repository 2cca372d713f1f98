package io.github.wroom4j.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final Map<String, Object> VALUE = Json.object(
            "text", "a \"b\" \\ \u001b[31m \u202e \u4e2d \ud83d\ude00 \ud83d",
            "list", List.of(1, true, List.of(), Map.of()),
            "nothing", Optional.empty());

    @Test
    void one_line_and_many_say_the_same_and_a_parser_reads_it_back() throws Exception {
        var mapper = new ObjectMapper();
        assertEquals(mapper.readTree(Json.text(VALUE)), mapper.readTree(Json.indented(VALUE)));
        assertEquals(
                VALUE.get("text"), mapper.readTree(Json.text(VALUE)).get("text").asText());
    }

    @Test
    void what_has_no_shape_is_escaped_and_letters_are_not() {
        assertEquals("\"\\u001b\\u202e\u4e2d\"", Json.text("\u001b\u202e\u4e2d"));
        assertEquals(
                "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}",
                Json.indented(Json.object("a", List.of(1, 2), "b", Map.of())));
    }
}
