// The search of an archive: words and titles lie in small files of script, loaded when they are needed. No server is asked.
(() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  const base = document.currentScript.src.replace(/static\/archive\.js.*$/, "");
  const A_FILE = 200, A_PAGE = 50, MOST_WORDS = 400;
  const got = { words: {}, things: {}, count: 0, starts: new Set() };
  const coming = {};
  let hits = [], shown = 0, asked = 0;

  window.archive = (sort, key, value) => {
    if (sort === "all") { got.count = key; got.starts = new Set(value); begin(); } else got[sort][key] = value;
  };

  // The same spelling as in the index: without case, accents, apostrophes, signs that are written or left out.
  const MARKS = /[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+/g;
  const APOSTROPHES = /['`´ʹʺʻʼʽʾʿˈˊˋ\u2018\u2019\u201b\u2032\u05f3\u05f4]+/g;
  const ELIDED = /(^|[^\p{L}\p{N}_])(?:l|d|qu|j|m|t|s|c|dell|all|nell|sull|dall)['\u2019\u02bc](?=[\p{L}\p{N}_])/giu;
  const UNPARTED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\\u{20000}-\\u{3134f}";
  const RUNS = new RegExp(`[${UNPARTED}]+|[^${UNPARTED}]+`, "gu"), IS_UNPARTED = new RegExp(`^[${UNPARTED}]`, "u");
  const LETTERS = {
    "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "e", "ŋ": "n", "ħ": "h", "ŧ": "t",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ƴ": "y", "ɲ": "n", "ٱ": "ا", "آ": "ا", "أ": "ا", "إ": "ا", "ة": "ه", "ى": "ي",
    "ی": "ي", "ې": "ي", "ک": "ك", "ہ": "ه", "ە": "ه", "ھ": "ه", "ۀ": "ه", "ۃ": "ه", "ں": "ن", "ړ": "ر", "ځ": "ح", "ء": "",
    "ς": "σ", "ё": "е", "ї": "і", "ґ": "г", "ヶ": "ケ", "ヵ": "カ", "・": " ", "゠": " ", "＝": " ", "臺": "台",
  };
  const letter = (c) => {
    if (c in LETTERS) return LETTERS[c];
    const code = c.codePointAt(0);
    return code >= 0x3041 && code <= 0x3096 ? String.fromCodePoint(code + 0x60) : c;
  };
  const fold = (text) => {
    const bare = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(MARKS, "").normalize("NFKD").normalize("NFC");
    return Array.from(bare, letter).join("").replace(APOSTROPHES, "").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();
  };
  const pairs = (run) => {
    const all = Array.from(run);
    return all.length < 2 ? all : all.slice(1).map((c, n) => all[n] + c);
  };
  const words = (text) => {
    const found = fold(text.slice(0, 200).replace(ELIDED, "$1")).split(" ").flatMap((word) => word.match(RUNS) || []);
    return found.flatMap((run) => (IS_UNPARTED.test(run) ? pairs(run) : [Array.from(run).slice(0, 60).join("")]));
  };
  window.archiveWords = words;

  const nameOf = (start) => (/^[0-9a-z]+$/.test(start) ? start : Array.from(start, (c) => c.codePointAt(0).toString(16)).join("-"));
  const load = (file) => coming[file] ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = `${base}search/${file}.js`;
    script.onload = script.onerror = () => done();
    document.head.append(script);
  });
  const places = (text) => {
    let at = 0;
    return text ? text.split(",").map((step) => (at += parseInt(step, 36))) : [];
  };

  // What has a word (or one that begins so): numbers of things, with 2 for the title and 1 for elsewhere.
  const having = async (word, begins) => {
    const start = Array.from(word).slice(0, 2).join(""), found = new Map();
    if (!got.starts.has(nameOf(start))) return found;
    await load(`words-${nameOf(start)}`);
    const table = got.words[start] || {};
    const fitting = begins ? Object.keys(table).filter((one) => one.startsWith(word)).slice(0, MOST_WORDS) : [word];
    for (const one of fitting) {
      if (!Object.hasOwn(table, one)) continue;
      const weight = one === word ? 1 : 0.5;
      places(table[one][0]).forEach((n) => found.set(n, Math.max(found.get(n) || 0, 2 * weight)));
      places(table[one][1]).forEach((n) => found.set(n, Math.max(found.get(n) || 0, weight)));
    }
    return found;
  };
  const all = async (asked, begins) => {
    const sets = await Promise.all(asked.map((word, n) => having(word, begins || (n === asked.length - 1 && word.length > 1))));
    const [first, ...rest] = sets.sort((a, b) => a.size - b.size);
    const found = [];
    for (const [n, weight] of first) {
      const more = rest.map((set) => set.get(n));
      if (more.every(Boolean)) found.push([weight + more.reduce((a, b) => a + b, 0), n]);
    }
    return found.sort((a, b) => b[0] - a[0] || a[1] - b[1]).map(([, n]) => n);
  };

  const more = async () => {
    const part = hits.slice(shown, shown + A_PAGE), turn = asked;
    await Promise.all([...new Set(part.map((n) => Math.floor(n / A_FILE)))].map((n) => load(`things-${n}`)));
    if (turn !== asked) return;
    for (const n of part) {
      const [title, file, serial, kind, country] = got.things[Math.floor(n / A_FILE)][n % A_FILE];
      const line = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi"), sub = document.createElement("span");
      name.textContent = title;
      link.href = base + file;
      link.append(name);
      sub.className = "sub faint small";
      sub.textContent = [serial, kind, country].filter(Boolean).join(" · ");
      line.className = "words";
      line.append(link, " ", sub);
      by("hits").append(line);
    }
    shown += part.length;
    by("more").hidden = shown >= hits.length;
  };
  const search = async () => {
    const turn = ++asked, text = by("q").value.trim(), wanted = words(text), said = by("said");
    const isShort = wanted.length === 1 && Array.from(wanted[0]).length < 2 && !IS_UNPARTED.test(wanted[0]) && !/\p{N}/u.test(wanted[0]);
    let found = [];
    if (wanted.length && !isShort) {
      found = await all(wanted, false);
      if (!found.length) found = await all(wanted, true);
    }
    if (turn !== asked) return;
    hits = found;
    shown = 0;
    by("hits").replaceChildren();
    said.textContent = !text ? "" : isShort ? said.dataset.short : hits.length ? `${said.dataset.some} ${hits.length}` : said.dataset.none;
    by("more").hidden = true;
    if (hits.length) await more();
  };
  function begin() {
    by("ask").hidden = false;
    by("without").hidden = true;
    let wait = 0;
    by("q").addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(search, 150); });
    by("q").addEventListener("keydown", (event) => { if (event.key === "Enter") search(); });
    by("go").addEventListener("click", search);
    by("more").addEventListener("click", more);
    const before = decodeURIComponent(location.hash.slice(1));
    if (before) { by("q").value = before; search(); }
  }
})();
