/* A host of an AT module in C, from the manuals: fetches / and prints the status line.
   usage: get DEVICE nonos|esp-at|atmod HOST PORT */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int module, closed;
static char buffer[65536], payload[65536];
static size_t have, got;

static void die(const char *why) {
    fprintf(stderr, "%s\n", why);
    exit(1);
}

static void fill(void) {
    ssize_t n = read(module, buffer + have, sizeof buffer - have - 1);
    if (n <= 0) die("the module is gone");
    have += (size_t) n;
    buffer[have] = 0;
}

static void drop(size_t n) {
    memmove(buffer, buffer + n, have - n + 1);
    have -= n;
}

/* A line without its end, or ">"; blocks of data are counted off on the way. */
static void token(char *text, size_t room, int prompt) {
    for (;;) {
        while (have && (*buffer == '\r' || *buffer == '\n')) drop(1);
        if (prompt && *buffer == '>') {
            drop(1);
            if (*buffer == ' ') drop(1);
            strcpy(text, ">");
            return;
        }
        int length, head = 0;
        if (sscanf(buffer, "+IPD,%d:%n", &length, &head) == 1 && head) {
            while (have < (size_t) (head + length)) fill();
            memcpy(payload + got, buffer + head, (size_t) length);
            got += (size_t) length;
            drop((size_t) (head + length));
            continue;
        }
        char *end = memchr(buffer, '\n', have);
        if (end) {
            size_t n = (size_t) (end - buffer);
            size_t m = n && buffer[n - 1] == '\r' ? n - 1 : n;
            if (m >= room) m = room - 1;
            memcpy(text, buffer, m);
            text[m] = 0;
            drop(n + 1);
            if (!strcmp(text, "CLOSED")) closed = 1;
            return;
        }
        fill();
    }
}

static void await(const char *wanted, int prompt) {
    char text[512];
    for (;;) {
        token(text, sizeof text, prompt);
        if (!strcmp(text, wanted)) return;
        if (!strcmp(text, "ERROR") || !strcmp(text, "FAIL") || !strcmp(text, "SEND FAIL")) die(text);
    }
}

static void say(const char *text) {
    size_t n = strlen(text);
    while (n) {
        ssize_t w = write(module, text, n);
        if (w <= 0) die("cannot write");
        text += w;
        n -= (size_t) w;
    }
}

static void command(const char *text) {
    say(text);
    say("\r\n");
    await("OK", 0);
}

int main(int argc, char **argv) {
    if (argc != 5) die("usage: get DEVICE DIALECT HOST PORT");
    alarm(100);
    module = open(argv[1], O_RDWR | O_NOCTTY);
    struct termios raw;
    if (module < 0 || tcgetattr(module, &raw)) die("no such device");
    cfmakeraw(&raw);
    cfsetspeed(&raw, B115200);
    tcsetattr(module, TCSANOW, &raw);
    const char *suffix = strcmp(argv[2], "esp-at") ? "_CUR" : "";
    char line[512], request[512];
    command("ATE0");
    snprintf(line, sizeof line, "AT+CWMODE%s=1", suffix);
    command(line);
    snprintf(line, sizeof line, "AT+CWJAP%s=\"wroom4j\",\"arduino-java\"", suffix);
    command(line);
    snprintf(line, sizeof line, "AT+CIPSTART=\"TCP\",\"%s\",%s", argv[3], argv[4]);
    command(line);
    snprintf(request, sizeof request, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", argv[3]);
    snprintf(line, sizeof line, "AT+CIPSEND=%zu\r\n", strlen(request));
    say(line);
    await(">", 1);
    say(request);
    await("SEND OK", 0);
    while (!closed) token(line, sizeof line, 0);
    printf("%.*s\n", (int) strcspn(payload, "\r"), payload);
    return 0;
}
