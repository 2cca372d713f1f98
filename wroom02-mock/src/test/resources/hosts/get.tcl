# A host of an AT module in Tcl, from the manuals: fetches / and prints the status line.
# usage: get.tcl DEVICE nonos|esp-at|atmod HOST PORT
lassign $argv device dialect host port
set module [open $device r+]
fconfigure $module -translation binary -buffering none -blocking 1 -mode 115200,n,8,1
exec stty -F $device raw -echo
after 100000 {puts stderr timeout; exit 1}
set payload ""
set closed 0
set line ""
set held 0

# A line without its end, or ">"; blocks of data are counted off on the way. A byte that was read too far is held.
proc next {} {
    global module held
    if {$held ne 0} {set c $held; set held 0; return $c}
    set c [read $module 1]
    if {$c eq ""} {puts stderr "the module is gone"; exit 1}
    return $c
}
proc token {prompt} {
    global module payload closed held
    set line ""
    while 1 {
        set c [next]
        if {$c eq "\n"} {
            set text [string trimright $line "\r"]
            set line ""
            if {$text eq "CLOSED"} {set closed 1}
            if {$text ne ""} {return $text}
            continue
        }
        if {$prompt && $c eq ">" && [string trim $line] eq ""} {return ">"}
        append line $c
        if {[regexp {^\s*\+IPD,(\d+):$} $line all length]} {
            append payload [read $module $length]
            set line ""
        }
    }
}
proc await {wanted {prompt 0}} {
    while 1 {
        set text [string trim [token $prompt]]
        if {$text eq $wanted} return
        if {$text in {ERROR FAIL {SEND FAIL}}} {puts stderr "the module said $text"; exit 1}
    }
}
proc command {text} {
    global module
    puts -nonewline $module "$text\r\n"
    await OK
}
set suffix [expr {$dialect eq "esp-at" ? "" : "_CUR"}]
command ATE0
command AT+CWMODE$suffix=1
command "AT+CWJAP$suffix=\"wroom4j\",\"arduino-java\""
command "AT+CIPSTART=\"TCP\",\"$host\",$port"
set request "GET / HTTP/1.0\r\nHost: $host\r\n\r\n"
puts -nonewline $module "AT+CIPSEND=[string length $request]\r\n"
await > 1
puts -nonewline $module $request
await "SEND OK"
while {!$closed} {token 0}
puts [lindex [split $payload \r] 0]
exit 0
