"use strict";
// The live page. Whatever comes from a module, a server or an access point reaches the document as text only.
(() => {
  const $ = id => document.getElementById(id);
  const WORDS = JSON.parse($("words").textContent);
  const FROZEN = JSON.parse($("frozen").textContent);
  const MOST_LINES = 4000, MOST_ROWS = 3000, MOST_POINTS = 50000, SHOWN_POINTS = 500;
  const asked = /[?&]lang=(ja|en)(&|$)/.exec(location.search);
  let language = asked ? asked[1] : document.documentElement.lang === "ja" ? "ja" : "en";
  const token = location.pathname.split("/")[1];
  const state = { hello: {}, station: {}, links: [], around: null, pins: {}, baud: 0, connected: false, over: "", skew: 0,
    recording: "" };

  // ---- words ----
  const say = (key, ...particulars) => {
    let text = WORDS[language][key];
    if (text === undefined) text = WORDS.en[key];
    if (text === undefined) return key;
    return text.replace(/\{(\d)\}/g, (all, n) => String(particulars[Number(n)]));
  };
  const speak = () => {
    document.documentElement.lang = language;
    for (const e of document.querySelectorAll("[data-say]")) e.textContent = say(e.dataset.say);
    for (const e of document.querySelectorAll("[data-say-label]")) e.setAttribute("aria-label", say(e.dataset.sayLabel));
    for (const e of document.querySelectorAll("[data-say-placeholder]"))
      e.setAttribute("placeholder", say(e.dataset.sayPlaceholder));
    $("language").textContent = language === "ja" ? "English" : "日本語";
    $("language").lang = language === "ja" ? "en" : "ja";
    speeds(); linkFilter(); module(); pins(); status(); hello(); station(); links(); around(); drawings();
  };
  const make = (tag, css, text) => {
    const e = document.createElement(tag);
    if (css) e.className = css;
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const seconds = ms => (ms / 1000).toFixed(3);
  const clock = ms => {
    const d = new Date((state.hello.began || 0) + ms), two = n => String(n).padStart(2, "0");
    return two(d.getHours()) + ":" + two(d.getMinutes()) + ":" + two(d.getSeconds()) + "."
      + String(d.getMilliseconds()).padStart(3, "0");
  };
  const now = () => Date.now() - (state.hello.began || 0) + state.skew;

  // ---- what people want done ----
  const want = fields => {
    if (FROZEN) return Promise.resolve();
    return fetch("do", { method: "POST", credentials: "omit", headers: { "X-Wroom4j-Token": token,
      "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(fields).toString() })
      .then(answer => answer.ok ? "" : answer.text())
      .then(problem => notice(problem ? say("refused", problem) : ""))
      .catch(() => notice(say("refused", say("away"))));
  };
  const notice = text => { $("notice").textContent = text; $("notice").hidden = !text; };
  const save = (name, text, type) => {
    const a = make("a");
    a.href = URL.createObjectURL(new Blob([text], { type: type || "text/plain" }));
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  };

  // ---- head ----
  const status = () => {
    const e = $("status");
    const word = FROZEN ? "frozen" : state.over ? "over" : state.connected ? "live" : "away";
    e.textContent = say(word);
    e.className = word === "live" ? "live" : word === "away" ? "away" : "";
  };
  const hello = () => {
    const h = state.hello;
    if (!h.k) return;
    document.title = h.title + " – wroom4j";
    $("title").textContent = h.title;
    $("board").textContent = h.board || "";
    $("firmware").textContent = h.firmware || "";
    const types = FROZEN || state.over ? "none" : h.types;
    for (const e of $("typing").elements) e.disabled = types === "none";
    $("ending").disabled = types !== "serial";
    const word = types === "at" ? "type-at" : "type-here";
    $("line").dataset.sayPlaceholder = $("line").dataset.sayLabel = word;
    $("line").placeholder = say(word);
    $("line").setAttribute("aria-label", say(word));
    $("analog-box").hidden = !(h.sets && h.analog) || !!FROZEN;
    $("ask").hidden = !h.asks || !!FROZEN || !!state.over;
    $("latch-box").hidden = !h.sets || !!FROZEN;
    $("board-hint").textContent = say(!Object.keys(state.pins).length ? "hint-none" : h.sets ? "hint-mock" : "hint-real");
  };

  // ---- the board ----
  const LEFT = ["3V3", "EN", 14, 12, 13, 15, 2, 0, "GND"], RIGHT = ["GND", 16, "TOUT", "RST", 5, "GND", 1, 3, 4];
  const NAMES = { 1: "TXD/IO1", 3: "RXD/IO3", TOUT: "TOUT/A0" };
  const pinViews = {};
  const pinView = (n, side) => {
    const gpio = typeof n === "number";
    const can = gpio && state.hello.sets && !FROZEN;
    const e = make(can ? "button" : "div", "pin " + side + (gpio ? "" : " fixed"));
    if (can) e.type = "button";
    const pad = make("span", "pad"), glow = make("b");
    pad.append(glow);
    const what = make("span", "what");
    e.append(pad, make("span", "name", NAMES[n] || (gpio ? "IO" + n : n)), what);
    if (gpio) {
      e.id = "pin-" + n;
      pinViews[n] = { e, glow, what };
    }
    if (can) buttonOf(n, e);
    return e;
  };
  // A button to ground where there is a pull-up, else to the supply: what pressing it changes.
  const pressed = new Set();
  const press = (n, down) => {
    if (down === pressed.has(n)) return;
    if (down) pressed.add(n); else pressed.delete(n);
    pinViews[n].e.classList.toggle("pressed", down);
    pinViews[n].e.setAttribute("aria-pressed", String(down));
    const mode = (state.pins[n] || {}).m;
    want({ what: "wire", pin: n, to: !down ? "open" : mode === "in" || mode === "down" ? "high" : "low" });
  };
  const buttonOf = (n, e) => {
    e.setAttribute("aria-pressed", String(pressed.has(n)));
    if (pressed.has(n)) e.classList.add("pressed");
    const latched = () => $("latch").checked;
    e.addEventListener("pointerdown", event => { if (event.button === 0) press(n, latched() ? !pressed.has(n) : true); });
    for (const gone of ["pointerup", "pointerleave", "pointercancel"])
      e.addEventListener(gone, () => { if (!latched()) press(n, false); });
    e.addEventListener("keydown", event => {
      if ((event.key === " " || event.key === "Enter") && !event.repeat) {
        event.preventDefault();
        press(n, latched() ? !pressed.has(n) : true);
      }
    });
    e.addEventListener("keyup", event => { if ((event.key === " " || event.key === "Enter") && !latched()) press(n, false); });
    e.addEventListener("blur", () => { if (!latched()) press(n, false); });
  };
  let drawn = "";
  const module = () => {
    const key = language + (state.hello.sets ? "s" : "");
    if (drawn === key) return;
    drawn = key;
    for (const n of Object.keys(pinViews)) delete pinViews[n];
    const chip = make("div", "chip"), shield = make("div", "shield");
    const led = make("div", "led"), bulb = make("i"), light = make("b");
    bulb.append(light);
    led.append(bulb, make("span", "", say("led")));
    light.id = "led";
    shield.append(make("div", "antenna"), led, make("div", "can", "ESP-WROOM-02"));
    chip.append(shield);
    LEFT.forEach((n, i) => { const e = pinView(n, "left"); e.style.gridRow = String(i + 1); chip.append(e); });
    RIGHT.forEach((n, i) => { const e = pinView(n, "right"); e.style.gridRow = String(i + 1); chip.append(e); });
    const others = make("div");
    others.id = "others";
    $("module").replaceChildren(chip, others);
  };
  const pins = () => {
    for (const p of Object.values(state.pins)) {
      if (!pinViews[p.n]) $("others").append(pinView(p.n, "right"));
      const view = pinViews[p.n];
      view.glow.style.opacity = String(p.m === "pwm" ? p.f : p.v);
      const level = say(p.v ? "high" : "low");
      view.what.textContent = p.m === "none" ? "" : say(p.m + "-mode") + " "
        + (p.m === "pwm" ? Math.round(p.f * 100) + "%" : level);
      if (p.n === state.hello.led && p.m !== "none" && p.m !== "in")
        $("led").style.opacity = String(p.m === "pwm" ? 1 - p.f : p.m === "out" ? 1 - p.v : 0);
    }
  };
  let analogDue = 0;
  $("analog").addEventListener("input", () => {
    $("analog-value").textContent = $("analog").value;
    if (!analogDue) analogDue = setTimeout(() => { analogDue = 0; want({ what: "analog", value: $("analog").value }); }, 60);
  });

  // ---- serial monitor ----
  const SPEEDS = [300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 74880, 115200, 230400, 250000, 500000, 1000000, 2000000];
  let chosenSpeed = 0;
  const speeds = () => {
    const e = $("speed");
    e.replaceChildren(...SPEEDS.map(s => {
      const o = make("option", "", say("baud", s));
      o.value = String(s);
      return o;
    }));
    e.value = String(chosenSpeed || (SPEEDS.includes(state.baud) ? state.baud : 115200));
    speedNote();
  };
  const speedNote = () => {
    const wrong = chosenSpeed && state.baud && chosenSpeed !== state.baud;
    $("speed-note").hidden = !wrong;
    if (wrong) $("speed-note").textContent = say("speed-note", state.baud, chosenSpeed);
  };
  $("speed").addEventListener("change", () => { chosenSpeed = Number($("speed").value); speedNote(); });
  let open = null, text = "";
  const endOfLine = () => { if (open) plotLine(open.plain); open = null; };
  const printed = event => {
    const pieces = event.x.split("\n");
    const out = $("printed");
    pieces.forEach((piece, i) => {
      if (i > 0) endOfLine();
      if (i === pieces.length - 1 && piece === "") return;
      if (!open) {
        const row = make("div"), time = make("time", "", clock(event.t)), span = make("span");
        row.append(time, span);
        out.append(row);
        open = { span, plain: "" };
      }
      open.plain += piece;
      open.span.textContent = open.plain.replace(/\r/g, "");
    });
    text += event.x;
    if (text.length > 4e6) text = text.slice(-3e6);
    while (out.childElementCount > MOST_LINES) out.firstElementChild.remove();
    if ($("follow").checked) out.scrollTop = out.scrollHeight;
  };
  $("typing").addEventListener("submit", event => {
    event.preventDefault();
    want({ what: "type", text: $("line").value, end: $("ending").value });
    $("line").value = "";
  });
  $("times").addEventListener("change", () => $("printed").classList.toggle("untimed", !$("times").checked));
  $("clear").addEventListener("click", () => { $("printed").replaceChildren(); open = null; text = ""; });
  $("save-text").addEventListener("click", () => save("serial.txt", text));
  const show = plotter => {
    $("monitor").hidden = plotter;
    $("plotter").hidden = !plotter;
    $("show-monitor").setAttribute("aria-pressed", String(!plotter));
    $("show-plotter").setAttribute("aria-pressed", String(plotter));
    if (plotter) { plotDirty = true; draw(); }
  };
  $("show-monitor").addEventListener("click", () => show(false));
  $("show-plotter").addEventListener("click", () => show(true));

  // ---- serial plotter ----
  // Values apart by blanks, tabs or commas, as "value 1" …, or label:value where a line holds a colon.
  const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00", "#7a5cc0"];
  const series = new Map();
  let samples = 0, plot = null, plotDirty = false, paused = false, zoomed = false;
  const plotLine = line => {
    const values = [], labelled = line.indexOf(":") > 0;
    line.split(/[, \t\r]+/).forEach((token, i) => {
      const colon = token.indexOf(":");
      const name = labelled ? token.slice(0, Math.max(colon, 0)).trim() : "value " + (i + 1);
      const number = parseFloat(labelled ? token.slice(colon + 1) : token);
      if (name && Number.isFinite(number)) values.push([name, number]);
    });
    if (!values.length) return;
    for (const [name, number] of values) {
      if (!series.has(name) && series.size >= 24) continue;
      if (!series.has(name)) series.set(name, new Array(samples).fill(null));
      const points = series.get(name);
      while (points.length < samples) points.push(null);
      points[samples] = number;
    }
    samples++;
    for (const points of series.values()) while (points.length < samples) points.push(null);
    if (samples > MOST_POINTS) {
      const drop = samples - MOST_POINTS + 5000;
      for (const [name, points] of series) series.set(name, points.slice(drop));
      samples -= drop;
    }
    plotDirty = true;
  };
  const columns = () => {
    const from = FROZEN ? 0 : Math.max(0, samples - SHOWN_POINTS);
    const x = [];
    for (let i = from; i < samples; i++) x.push(i);
    return [x, ...[...series.values()].map(points => points.slice(from))];
  };
  const draw = () => {
    if (!plotDirty || paused || zoomed || $("plotter").hidden) return;
    plotDirty = false;
    const width = Math.max(200, $("plot").clientWidth), names = [...series.keys()];
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    const grid = { stroke: getComputedStyle(document.documentElement).getPropertyValue("--line").trim(), width: 1 };
    if (!plot || plot.names.join("\n") !== names.join("\n")) {
      if (plot) plot.u.destroy();
      const axis = { stroke: ink, grid, ticks: grid };
      plot = { names, u: new uPlot({
        width, height: 280, scales: { x: { time: false } }, axes: [axis, { ...axis, size: 60 }],
        series: [{ label: "#" }, ...names.map((label, i) => ({ label, stroke: COLOURS[i % COLOURS.length], width: 2,
          points: { show: samples < 60 } }))],
        hooks: { setSelect: [u => { if (u.select.width > 0) zoomed = true; }] }
      }, columns(), $("plot")) };
      plot.u.over.addEventListener("dblclick", () => { zoomed = false; plotDirty = true; });
    } else {
      plot.u.setSize({ width, height: 280 });
      plot.u.setData(columns());
    }
  };
  $("pause").addEventListener("click", () => {
    paused = !paused;
    $("pause").setAttribute("aria-pressed", String(paused));
    plotDirty = true;
  });
  $("whole").addEventListener("click", () => { zoomed = false; plotDirty = true; });
  $("clear-plot").addEventListener("click", () => {
    series.clear();
    samples = 0;
    if (plot) plot.u.destroy();
    plot = null;
  });
  const field = value => /[",\n\r]/.test(value) || /^[=+@-]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value;
  const csv = () => {
    const rows = [["sample", ...series.keys()].map(field).join(",")];
    for (let i = 0; i < samples; i++)
      rows.push([i, ...[...series.values()].map(points => points[i] === null ? "" : points[i])].join(","));
    return rows.join("\r\n") + "\r\n";
  };
  $("save-csv").addEventListener("click", () => save("plot.csv", csv(), "text/csv"));
  addEventListener("resize", () => { plotDirty = true; });

  // ---- the air ----
  const station = () => {
    const s = state.station, rows = [["state", say("st-" + (s.state || "none"))]];
    if (s.name) rows.push(["ap", s.name]);
    if (s.rssi !== undefined) rows.push(["rssi", say("dbm", s.rssi) + " (" + clock(s.rssiAt) + ")"]);
    for (const key of ["channel", "bssid", "ip", "gateway", "netmask", "mac", "apIp", "apMac"])
      if (s[key] !== undefined) rows.push([key, String(s[key])]);
    $("station").replaceChildren(...rows.flatMap(([key, value]) => [make("dt", "", say(key)), make("dd", "", value)]));
    servers();
  };
  $("ask").addEventListener("click", () => want({ what: "ask" }));
  const servers = () => {
    const ports = (state.around && state.around.ports) || [];
    const told = new Map();
    for (const s of state.station.servers || []) {
      const ip = state.station.ip || state.station.apIp;
      const web = s.port === 443 || s.secure ? "https://" : "http://";
      told.set(s.port, state.around || !ip ? "" : web + ip + ":" + s.port + "/");
    }
    for (const p of ports) told.set(p.port, p.where);
    const items = [...told].map(([port, where]) => {
      const li = make("li", "", say("port", port) + (where ? ": " : ""));
      if (/^https?:\/\//.test(where)) {
        const a = make("a", "", where);
        a.href = where;
        a.target = "_blank";
        a.rel = "noopener noreferrer";
        li.append(a);
      } else if (where) {
        li.append(make("span", "", where));
      }
      return li;
    });
    $("servers").replaceChildren(...(items.length ? items : [make("li", "hint", say("no-server"))]));
  };
  const age = ms => {
    const s = Math.max(0, Math.floor(ms / 1000));
    return s < 60 ? s + " s" : s < 3600 ? Math.floor(s / 60) + " min" : Math.floor(s / 3600) + " h";
  };
  const links = () => {
    const items = state.links.map(l => {
      const e = make("div", "link " + (l.open ? "open" : "closed"));
      const peer = l.host ? l.host + ":" + l.port : say("visitor");
      e.append(make("span", "id", String(l.id)), make("span", "", (l.visitor ? "◂ " : "▸ ") + l.kind + " "
        + say(l.visitor ? "in" : "out") + " " + peer), make("span", "state", say(l.open ? "open" : "closed") + " "
        + age((l.open ? FROZEN ? last : now() : l.closed) - l.opened)));
      const tls = { module: say("tls-module"), clear: say("tls-clear"), handshake: say("tls-handshake"), "": "" };
      e.append(make("span", "more", say("bytes", l.sent, l.received) + (l.tls ? " · " + (tls[l.tls] || l.tls) : "")));
      return e;
    });
    $("links").replaceChildren(...(items.length ? items : [make("p", "hint", say("no-link"))]));
  };
  const toggle = (id, on, words, act) => {
    const li = make("li"), label = make("label"), box = make("input");
    box.type = "checkbox";
    box.checked = on;
    box.disabled = !!FROZEN;
    box.dataset.name = id;
    box.addEventListener("change", () => act(box.checked));
    label.append(box, ...words);
    li.append(label);
    return li;
  };
  const around = () => {
    const a = state.around;
    $("around").hidden = !a;
    if (!a) return;
    const focus = document.activeElement && document.activeElement.dataset.name;
    $("networks").replaceChildren(...a.networks.map(n => toggle("ap " + n.name, n.on,
      [make("span", "", n.name), make("small", "", say("dbm", n.rssi) + " · " + say("channel") + " " + n.channel)],
      on => want({ what: "network", name: n.name, on: on ? "yes" : "no" }))));
    $("troubles").replaceChildren(...a.troubles.map(t => {
      const key = "trouble." + t.name;
      const does = WORDS[language][key] || t.does;
      if (!t.once) return toggle(t.name, t.on, [make("span", "", t.name), make("small", "", does)],
        on => want({ what: "trouble", name: t.name, on: on ? "yes" : "no" }));
      const li = make("li"), button = make("button", "", say("now"));
      button.type = "button";
      button.disabled = !!FROZEN;
      button.dataset.name = t.name;
      button.addEventListener("click", () => want({ what: "trouble", name: t.name, on: "yes" }));
      li.append(button, make("span", "", " " + t.name + " "), make("small", "", does));
      return li;
    }));
    if (focus) for (const e of $("around").querySelectorAll("[data-name]")) if (e.dataset.name === focus) e.focus();
    servers();
  };

  // ---- the conversation ----
  const kept = [];
  let held = false, ofLink = "", searched = "";
  const linkFilter = () => {
    const options = [["", say("all-links")]];
    for (let i = 0; i < 5; i++) options.push([String(i), say("link", i)]);
    $("of-link").replaceChildren(...options.map(([value, words]) => {
      const o = make("option", "", words);
      o.value = value;
      return o;
    }));
    $("of-link").value = ofLink;
  };
  const octets = b64 => Uint8Array.from(atob(b64), c => c.charCodeAt(0));
  const asText = bytes => new TextDecoder("utf-8").decode(bytes).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, c =>
    c === "\r" ? "" : "·");
  const asHex = bytes => {
    const rows = [];
    for (let i = 0; i < bytes.length; i += 16) {
      const part = [...bytes.slice(i, i + 16)];
      rows.push(i.toString(16).padStart(4, "0") + "  " + part.map(b => b.toString(16).padStart(2, "0")).join(" ").padEnd(48)
        + " " + part.map(b => b >= 32 && b < 127 ? String.fromCharCode(b) : ".").join(""));
    }
    return rows.join("\n");
  };
  const textOf = event => {
    if (event.k === "block") {
      if (event.plain === undefined) event.plain = asText(octets(event.b)) + event.tls.join(" ");
      return event.plain;
    }
    return event.k === "missed" ? "" : event.x || "";
  };
  const fits = event => (ofLink === "" || event.l === Number(ofLink))
    && (searched === "" || textOf(event).toLowerCase().includes(searched));
  const blockView = event => {
    const e = make("details");
    e.append(make("summary", "", say("block", event.l, event.n) + (event.tls.length ? " · " + event.tls.join(" · ") : "")));
    e.addEventListener("toggle", () => {
      if (!e.open || e.childElementCount > 1) return;
      const bytes = octets(event.b), pre = make("pre"), bar = make("div", "bar");
      const rest = event.n > bytes.length ? "\n" + say("cut", event.n - bytes.length) : "";
      const ways = { text: () => asText(bytes) + rest, hex: () => asHex(bytes) + rest,
        tls: () => event.tls.length ? event.tls.join("\n") : say("no-tls") };
      for (const way of Object.keys(ways)) {
        const b = make("button", "", say(way));
        b.type = "button";
        b.addEventListener("click", () => {
          pre.textContent = ways[way]();
          for (const other of bar.children) other.setAttribute("aria-pressed", String(other === b));
        });
        bar.append(b);
      }
      e.append(bar, pre);
      bar.children[event.tls.length ? 2 : 0].click();
    });
    return e;
  };
  const rowOf = event => {
    const missed = event.k === "missed";
    const row = make("div", "row " + (event.k === "note" || missed ? "note" : event.d === ">" ? "host" : "module"));
    row.append(make("time", "", event.t === undefined ? "" : seconds(event.t)));
    row.append(event.k === "block" ? blockView(event)
      : make("span", "", missed ? say("missed-" + event.what, event.n) : event.x));
    return row;
  };
  const talk = event => {
    kept.push(event);
    if (kept.length > MOST_ROWS) kept.splice(0, 500);
    if (held || !fits(event)) return;
    const paper = $("talk"), atEnd = paper.scrollHeight - paper.scrollTop - paper.clientHeight < 60;
    paper.append(rowOf(event));
    while (paper.childElementCount > MOST_ROWS) paper.firstElementChild.remove();
    if (atEnd) toEnd = true;
  };
  let toEnd = false;
  const retell = () => {
    $("talk").replaceChildren(...kept.filter(fits).map(rowOf));
    toEnd = true;
  };
  $("of-link").addEventListener("change", () => { ofLink = $("of-link").value; retell(); });
  $("search").addEventListener("input", () => { searched = $("search").value.toLowerCase(); retell(); });
  $("hold").addEventListener("click", () => {
    held = !held;
    $("hold").setAttribute("aria-pressed", String(held));
    if (!held) retell();
  });
  addEventListener("keydown", event => {
    if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("search").focus();
    }
  });

  // ---- handshakes: drawn by the server as SVG, read as XML, and no more of it taken than the drawing's own elements ----
  const drawingsOf = new Map();
  const ALLOWED = { svg: ["viewBox", "role"], title: [], line: ["class", "x1", "y1", "x2", "y2"], path: ["class", "d"],
    text: ["class", "x", "y", "text-anchor"] };
  const copy = from => {
    const allowed = ALLOWED[from.localName];
    if (!allowed) return null;
    const e = document.createElementNS("http://www.w3.org/2000/svg", from.localName);
    for (const name of allowed) if (from.hasAttribute(name)) e.setAttribute(name, from.getAttribute(name));
    for (const child of from.childNodes) {
      const made = child.nodeType === 1 ? copy(child) : child.nodeType === 3 ? document.createTextNode(child.data) : null;
      if (made) e.append(made);
    }
    return e;
  };
  const drawings = () => {
    const opened = new Set([...$("drawings").querySelectorAll("details[open]")].map(e => e.dataset.use));
    const items = [...drawingsOf.values()].slice(-8).map(d => {
      const e = make("details");
      e.dataset.use = String(d.use);
      e.open = opened.has(e.dataset.use);
      e.append(make("summary", "", say("handshake", d.l) + (d.peer ? " " + say("with", d.peer) : "")));
      const svg = copy(new DOMParser().parseFromString(d[language], "image/svg+xml").documentElement);
      if (svg) e.append(svg);
      return e;
    });
    $("drawings").replaceChildren(...items);
  };

  // ---- events ----
  let last = 0;
  const changed = new Set();
  const take = event => {
    if (event.t > last) last = event.t;
    switch (event.k) {
      case "hello": state.hello = event; changed.add("hello"); break;
      case "serial": printed(event); break;
      case "at": case "block": case "note": talk(event); break;
      case "missed": talk(event); break;
      case "pins": for (const p of event.p) state.pins[p.n] = p; changed.add("pins"); break;
      case "air": state.station = event.station; state.links = event.links; changed.add("air"); break;
      case "around": state.around = event; changed.add("around"); break;
      case "speed": state.baud = event.baud; changed.add("speed"); break;
      case "drawing": drawingsOf.set(event.use, event); changed.add("drawings"); break;
      case "lost": notice(say("lost", event.n)); break;
      case "end": state.over = event.x; notice(say("ended", event.x)); changed.add("hello"); break;
      case "recording": state.recording = event.x; break;
    }
  };
  const render = () => {
    if (changed.has("hello")) { hello(); module(); status(); changed.add("pins"); }
    if (changed.has("pins")) { pins(); if (!changed.has("hello")) hello(); }
    if (changed.has("air")) { station(); links(); }
    if (changed.has("around")) around();
    if (changed.has("speed")) speeds();
    if (changed.has("drawings")) drawings();
    changed.clear();
    if (toEnd) { $("talk").scrollTop = $("talk").scrollHeight; toEnd = false; }
    draw();
  };
  const forget = () => {
    $("printed").replaceChildren();
    $("talk").replaceChildren();
    kept.length = 0;
    open = null;
    text = "";
    series.clear();
    samples = 0;
    drawingsOf.clear();
    notice("");
  };

  $("language").addEventListener("click", () => { language = language === "ja" ? "en" : "ja"; speak(); retell(); render(); });
  speak();
  if (FROZEN) {
    FROZEN.forEach(take);
    $("save-page").hidden = true;
    $("save-recording").addEventListener("click", event => {
      event.preventDefault();
      save("wroom4j.wirelog", state.recording);
    });
    speak();
    render();
  } else {
    const source = new EventSource("events");
    source.onopen = () => { state.connected = true; forget(); status(); };
    source.onerror = () => { state.connected = false; status(); };
    let first = true;
    source.onmessage = message => {
      for (const event of JSON.parse(message.data)) take(event);
      if (!first && last) state.skew = Math.max(state.skew, last - (Date.now() - state.hello.began));
      first = false;
      render();
    };
    setInterval(() => { if (state.links.some(l => l.open)) links(); }, 1000);
  }

  // For a look from the browser's console, and for tests.
  window.wroom4j = Object.freeze({ state, csv, points: () => Object.fromEntries(series), drawn: () => plot && plot.u.data });
})();
