// A host of an AT module for Node, from the manuals: fetches / and prints the status line.
// usage: get.js DEVICE nonos|esp-at|atmod HOST PORT
const fs = require('fs');
const { execFileSync } = require('child_process');
const [device, dialect, host, port] = process.argv.slice(2);
execFileSync('stty', ['-F', device, 'raw', '-echo', '115200']);
const module_ = fs.openSync(device, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
let buffer = Buffer.alloc(0), payload = Buffer.alloc(0), closed = false;

function fill() {
  const piece = Buffer.alloc(4096);
  const n = fs.readSync(module_, piece, 0, piece.length, null);
  if (n === 0) throw new Error('the module is gone');
  buffer = Buffer.concat([buffer, piece.subarray(0, n)]);
}

// A line without its end, or '>'; blocks of data are counted off on the way.
function token(prompt) {
  for (;;) {
    let skip = 0;
    while (buffer[skip] === 13 || buffer[skip] === 10) skip++;
    buffer = buffer.subarray(skip);
    const text = buffer.toString('latin1');
    if (prompt && text.startsWith('>')) {
      buffer = buffer.subarray(text.startsWith('> ') ? 2 : 1);
      return '>';
    }
    const block = /^\+IPD,(\d+):/.exec(text);
    if (block) {
      const end = block[0].length + Number(block[1]);
      while (buffer.length < end) fill();
      payload = Buffer.concat([payload, buffer.subarray(block[0].length, end)]);
      buffer = buffer.subarray(end);
      continue;
    }
    const end = text.indexOf('\n');
    if (end >= 0) {
      buffer = buffer.subarray(end + 1);
      const line = text.substring(0, end).replace(/\r$/, '');
      if (line === 'CLOSED') closed = true;
      return line;
    }
    fill();
  }
}

function await_(wanted, prompt) {
  for (;;) {
    const said = token(prompt);
    if (said === wanted) return;
    if (['ERROR', 'FAIL', 'SEND FAIL'].includes(said)) throw new Error('the module said ' + said);
  }
}

function command(text) {
  fs.writeSync(module_, text + '\r\n');
  await_('OK');
}

const suffix = dialect === 'esp-at' ? '' : '_CUR';
command('ATE0');
command(`AT+CWMODE${suffix}=1`);
command(`AT+CWJAP${suffix}="wroom4j","arduino-java"`);
command(`AT+CIPSTART="TCP","${host}",${port}`);
const request = `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`;
fs.writeSync(module_, `AT+CIPSEND=${request.length}\r\n`);
await_('>', true);
fs.writeSync(module_, request);
await_('SEND OK');
while (!closed) token();
console.log(payload.toString('latin1').split('\r\n')[0]);
