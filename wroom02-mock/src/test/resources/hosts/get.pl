# A host of an AT module in Perl, from the manuals: fetches / and prints the status line.
# usage: get.pl DEVICE nonos|esp-at|atmod HOST PORT
use strict;
use warnings;
my ($device, $dialect, $host, $port) = @ARGV;
$SIG{ALRM} = sub { die "timeout\n" };
alarm 100;
system('stty', '-F', $device, 'raw', '-echo', '115200') == 0 or die "no stty\n";
open(my $module, '+<:raw', $device) or die "$device: $!\n";
my ($buffer, $payload, $closed) = ('', '', 0);

sub fill { sysread($module, $buffer, 4096, length $buffer) or die "the module is gone\n" }

sub token {
    my ($prompt) = @_;
    while (1) {
        $buffer =~ s/^[\r\n]+//;
        if ($prompt && $buffer =~ s/^> ?//) { return '>' }
        if ($buffer =~ /^\+IPD,(\d+):/) {
            my ($head, $length) = (length $&, $1);
            fill() while length $buffer < $head + $length;
            $payload .= substr($buffer, $head, $length);
            substr($buffer, 0, $head + $length) = '';
            next;
        }
        if ($buffer !~ /^\+IPD,\d*$/ && $buffer =~ s/^([^\n]*)\n//) {
            (my $line = $1) =~ s/\r$//;
            $closed = 1 if $line eq 'CLOSED';
            return $line;
        }
        fill();
    }
}

sub await {
    my ($wanted, $prompt) = @_;
    while (1) {
        my $token = token($prompt);
        return if $token eq $wanted;
        die "the module said $token\n" if $token =~ /^(ERROR|FAIL|SEND FAIL)$/;
    }
}

sub command { syswrite($module, "$_[0]\r\n"); await('OK') }

my $suffix = $dialect eq 'esp-at' ? '' : '_CUR';
command('ATE0');
command("AT+CWMODE$suffix=1");
command("AT+CWJAP$suffix=\"wroom4j\",\"arduino-java\"");
command("AT+CIPSTART=\"TCP\",\"$host\",$port");
my $request = "GET / HTTP/1.0\r\nHost: $host\r\n\r\n";
syswrite($module, 'AT+CIPSEND=' . length($request) . "\r\n");
await('>', 1);
syswrite($module, $request);
await('SEND OK');
token() until $closed;
print +(split /\r\n/, $payload)[0], "\n";
