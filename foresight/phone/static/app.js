// Keeps answers on the phone until the server has them, and follows the session. Everything works without it too.
(function () {
  "use strict";
  var body = document.body, data = body.dataset, session = data.session;
  if (!session) return;
  var base = "/s/" + session, shelf = "fw:" + session, states = {}, sending = false, retry = 1000, timer = null;

  function load(name, other) {
    try { return JSON.parse(localStorage.getItem(shelf + ":" + name)) || other; } catch (error) { return other; }
  }
  function store(name, value) {
    try { localStorage.setItem(shelf + ":" + name, JSON.stringify(value)); } catch (error) { /* a full or closed shelf: the form still works */ }
  }
  function one(selector, root) { return (root || document).querySelector(selector); }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // ---- the shelf of what is still to be sent: one entry a need and round, the last answer counting
  var queue = load("queue", {});
  function count(state) { return Object.keys(queue).filter(function (key) { return queue[key].state === state; }).length; }
  function tell() {
    var line = one("#state"); if (!line) return;
    var parts = [], waiting = count("waiting"), failed = count("failed"), saved = Object.keys(states).length;
    if (saved) parts.push("✓ " + saved + " " + data.saved);
    if (waiting) parts.push("… " + waiting + " " + (sending && navigator.onLine ? data.sending : data.waiting));
    if (failed) parts.push("✗ " + failed + " " + data.failed);
    var sentences = Object.keys(queue).map(function (key) { return queue[key].why; }).filter(Boolean);
    var text = parts.join(" · ");
    if (waiting && !navigator.onLine) text += ". " + data.offline;
    if (sentences.length) text += ". " + sentences[0];
    line.textContent = text; line.hidden = !text;
    line.className = "state" + (failed ? " bad" : "");
    line.dataset.saved = saved; line.dataset.waiting = waiting; line.dataset.failed = failed;
  }
  function put(key, entry) {
    entry.state = "waiting"; entry.mark = Math.random();
    queue[key] = entry; delete states[key]; store("queue", queue); tell(); flush();
  }
  function flush() {
    if (sending) return;
    var keys = Object.keys(queue).filter(function (key) { return queue[key].state === "waiting"; });
    if (!keys.length) return;
    var first = queue[keys[0]], together, content;
    if (first.proposal) { together = [keys[0]]; content = { proposal: first.proposal }; }
    else {
      together = keys.filter(function (key) { return !queue[key].proposal && queue[key].round === first.round; }).slice(0, 50);
      content = { round: first.round, needs: {} };
      together.forEach(function (key) { content.needs[queue[key].need] = { answers: queue[key].answers, rationale: queue[key].rationale }; });
    }
    var marks = {}; together.forEach(function (key) { marks[key] = queue[key].mark; });
    sending = true; tell();
    var stop = window.AbortController ? new AbortController() : null;
    var late = setTimeout(function () { if (stop) stop.abort(); }, 15000);
    fetch(base + "/ballots", { method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(content), signal: stop ? stop.signal : undefined })
      .then(function (answer) {
        if (answer.status >= 500 || answer.status === 429) throw new Error("again");
        return answer.json().then(function (found) { settle(together, marks, answer.status, found); });
      })
      .then(function () { retry = 1000; done(); if (count("waiting")) flush(); })
      .catch(function () { done(); clearTimeout(timer); timer = setTimeout(flush, retry * (0.7 + 0.6 * Math.random())); retry = Math.min(retry * 2, 20000); });
    function done() { clearTimeout(late); sending = false; store("queue", queue); tell(); }
  }
  function settle(together, marks, status, found) {
    together.forEach(function (key) {
      if (!queue[key] || queue[key].mark !== marks[key]) return;  // answered anew meanwhile: stays to be sent
      var entry = queue[key], why = status === 200 ? (found.refused || {})[entry.need] : found.problem || String(status);
      if (why) { entry.state = "failed"; entry.why = why; }
      else { delete queue[key]; states[key] = true; }
    });
    if (one("#propose") && status === 200 && found.need) { drop("draft"); refresh(); }
  }
  function drop(name) { try { localStorage.removeItem(shelf + ":" + name); } catch (error) { /* nothing to take away */ } }
  addEventListener("online", function () { retry = 1000; flush(); tell(); });
  addEventListener("offline", tell);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { retry = 1000; flush(); follow(); } });

  // ---- rating: the needs are fetched once, so that the next one opens without a connection
  var place = one("#article"), articles = {}, order = [], own = {}, before = {}, finished = {}, current = null;
  function parse(text) { try { return JSON.parse(text); } catch (error) { return {}; } }
  function fill(article) {
    var id = article.dataset.need, given = own[id] || {}, earlier = before[id] || {};
    var waiting = queue["b:" + article.dataset.round + ":" + id];
    if (waiting) Object.keys(waiting.answers).forEach(function (code) { given[code] = waiting.answers[code]; });
    all("fieldset[data-criterion]", article).forEach(function (set) {
      var code = set.dataset.criterion;
      all("input", set).forEach(function (input) {
        if (input.type === "radio") input.checked = given[code] === input.value; else input.value = given[code] || "";
      });
      all("i[data-v]", set).forEach(function (bar) { bar.classList.toggle("own", bar.dataset.v === earlier[code]); });
      var note = one(".before", set);
      if (note && earlier[code]) {
        var label = one('input[value="' + earlier[code] + '"] + span', set);
        note.textContent = note.dataset.before.replace("\u0001", label ? label.textContent : earlier[code]);
      }
    });
  }
  function show(id, quiet) {
    if (!articles[id]) { location.href = base + "?n=" + (order.indexOf(id) + 1); return; }
    place.innerHTML = articles[id];  // drawn by our own server with everything escaped
    current = id; var article = one("article", place); article.dataset.round = data.stage.split("_")[1];
    fill(article); bind(); progress();
    if (!quiet) { scrollTo(0, 0); var head = one("h1", article); head.tabIndex = -1; head.focus(); }
  }
  function progress() {
    var done = order.filter(function (id) { return finished[id]; }).length, text = one("#progress-text"), bar = one("#progress");
    bar.value = done;
    text.textContent = place.dataset.progress.replace("\u0001", order.indexOf(current) + 1).replace("\u0002", order.length).replace("\u0003", done);
  }
  function bind() {
    var form = one("form.rate", place); if (!form) return;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var answers = {}, id = form.need.value, round = Number(form.round.value), asked = all("fieldset[data-criterion]", form).length;
      all("fieldset[data-criterion]", form).forEach(function (set) {
        var input = one("input:checked", set) || one("input[type=number]", set);
        if (input && input.value !== "") answers[set.dataset.criterion] = input.value;
      });
      var reason = form.rationale, entry = { need: id, round: round, answers: answers };
      if (reason && (reason.value || reason.defaultValue)) entry.rationale = reason.value;
      if (!Object.keys(answers).length && !entry.rationale) { var first = one("fieldset input", form); if (first) first.focus(); return; }
      own[id] = Object.assign(own[id] || {}, answers);
      if (Object.keys(own[id]).length >= asked) finished[id] = true;
      put("b:" + round + ":" + id, entry);
      var next = order.slice(order.indexOf(id) + 1).concat(order).filter(function (other) { return !finished[other] && other !== id; })[0];
      if (next) show(next); else finish();
    });
  }
  function finish() {
    // Waits for the last acknowledgement before it asks the server for the list.
    var tries = 0, wait = setInterval(function () {
      if (!count("waiting")) { clearInterval(wait); location.href = base; }
      else if (++tries > 1200) clearInterval(wait);
    }, 250);
    progress();
  }
  function prepare() {
    order = place.dataset.order.split(" "); own = parse(place.dataset.own); before = parse(place.dataset.before);
    place.dataset.done.split(" ").filter(Boolean).forEach(function (id) { finished[id] = true; });
    var article = one("article", place); current = article.dataset.need; article.dataset.round = data.stage.split("_")[1];
    bind();
    fetch(base + "/needs.json?v=" + data.version, { credentials: "same-origin" }).then(function (answer) { return answer.json(); }).then(function (found) {
      (found.needs || []).forEach(function (need) { articles[need.id] = need.html; });
      place.dataset.ready = "1";
    }).catch(function () { /* without it every need is a page of its own */ });
    ["back", "next"].forEach(function (name) {
      one("#" + name).addEventListener("click", function (event) {
        var step = name === "next" ? 1 : -1, id = order[(order.indexOf(current) + step + order.length) % order.length];
        if (articles[id]) { event.preventDefault(); show(id); }
      });
    });
  }
  if (place) prepare();

  // ---- proposing: a draft survives a reload, a proposal survives a lost connection
  var propose = one("#propose");
  if (propose) {
    var draft = load("draft", null), names = ["title", "why", "beneficiary", "horizon", "area"];
    if (draft) names.forEach(function (name) { if (!propose.elements[name].value) propose.elements[name].value = draft[name] || ""; });
    propose.addEventListener("input", function () {
      var kept = {}; names.forEach(function (name) { kept[name] = propose.elements[name].value; }); store("draft", kept);
    });
    propose.addEventListener("submit", function (event) {
      event.preventDefault();
      var sent = { key: propose.elements.key.value };
      names.forEach(function (name) { sent[name] = propose.elements[name].value; });
      put("p:" + sent.key, { proposal: sent });
      propose.elements.key.value = Math.random().toString(36).slice(2) + Date.now().toString(36);
      if (!navigator.onLine) { names.forEach(function (name) { propose.elements[name].value = ""; }); drop("draft"); }
    });
  }

  // ---- following the stage: one request that the server answers when something changes
  var following = false, pause = 500;
  function follow() {
    if (following || document.hidden) return;
    following = true;
    fetch(base + "/follow?v=" + data.version, { credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (found) {
        following = false; pause = 500;
        if (found.now) { clock(found); }
        if (found.version && String(found.version) !== data.version) changed(found); else setTimeout(follow, 100);
      })
      .catch(function () { following = false; setTimeout(follow, pause * (0.7 + 0.6 * Math.random())); pause = Math.min(pause * 2, 15000); });
  }
  function changed(found) {
    if (found.stage === data.stage && (propose || place || one("#weigh"))) {
      // The list or the timer changed under somebody who is writing: nothing is taken away.
      data.version = String(found.version);
      setTimeout(follow, 100); return;
    }
    setTimeout(refresh, Math.random() * 700);
  }
  function refresh() { location.replace(base); }
  setTimeout(follow, Math.random() * 400);

  // ---- the timer
  var shift = 0, ends = 0, warning = 0, face = one("#timer");
  function clock(found) {
    shift = found.now - Date.now() / 1000; ends = found.ends; warning = found.warning;
    if (ends && !face) { face = document.createElement("span"); face.id = "timer"; face.setAttribute("role", "timer"); one(".stage").appendChild(face); }
    tick();
  }
  function tick() {
    if (!face) return;
    if (!ends) { face.textContent = ""; return; }
    var left = Math.round(ends - Date.now() / 1000 - shift), days = Math.floor(left / 86400);
    if (left <= 0) face.textContent = data.over;
    else {
      var hours = Math.floor(left % 86400 / 3600), minutes = Math.floor(left % 3600 / 60), seconds = left % 60;
      face.textContent = (days ? days + " × 24:00 + " : "") + (days || hours ? hours + ":" + (minutes < 10 ? "0" : "") : "") + minutes + ":" + (seconds < 10 ? "0" : "") + seconds;
    }
    face.className = left <= warning ? "warn" : "";
  }
  if (face) { ends = Number(face.dataset.ends); warning = Number(face.dataset.warning); tick(); }
  setInterval(tick, 1000);
  // What an earlier page left on the shelf is sent now; what was refused is forgotten once it has been told.
  tell(); flush();
  Object.keys(queue).forEach(function (key) { if (queue[key].state === "failed") { delete queue[key]; } });
  store("queue", queue);
})();
