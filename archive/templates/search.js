// Finds archived pages by their titles and text. The index lies in scripts beside this one, because a page opened from a
// disk may not read files; only those that a query needs are loaded, and all of it is set as text, never as markup.
(function () {
  "use strict";
  var own = document.currentScript, base = own.src.replace(/search\.js(\?.*)?$/, "");
  var titlesOnly = own.getAttribute("data-titles-only") === "yes";
  var told = document.getElementById("archive-told"), list = document.getElementById("archive-found");
  var more = document.getElementById("archive-more"), field = document.getElementById("archive-find");
  var DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", HALF = 32;
  var ON_PAGE = 20, BEFORE = 30, AFTER = 120, MOST_WORDS = 5, AT_ONCE = 400, loading = {};

  function plain(text) {  // as archive/search_index.py: character by character, so that places stay known
    return Array.from(text, function (one) { return one.normalize("NFKC").toLowerCase(); });
  }
  function unique(items) { return Array.from(new Set(items)); }
  function wordsOf(text) { return unique(plain(text).join("").split(/[^\p{L}\p{N}]+/u).filter(Boolean)); }

  function load(address) {  // a script says what it has through archiveIndex
    if (!loading[address]) {
      loading[address] = new Promise(function (done, failed) {
        var script = document.createElement("script");
        script.src = address;
        script.onload = function () { script.remove(); done(script.said); };
        script.onerror = function () { failed(new Error(address)); };
        document.head.append(script);
      });
    }
    return loading[address];
  }
  window.archiveIndex = function (said) { document.currentScript.said = said; };

  function place(firsts, key) {  // the file that begins at or before the key
    var low = 0, high = firsts.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (firsts[middle] <= key) { low = middle + 1; } else { high = middle; }
    }
    return Math.max(0, low - 1);
  }
  function numbersOf(text) {
    var found = [], at = 0, number = 0, shift = 1;
    for (var i = 0; i < text.length; i++) {
      var digit = DIGITS.indexOf(text[i]);
      number += (digit % HALF) * shift;
      if (digit >= HALF) { shift *= HALF; } else { at += number; found.push(at); number = 0; shift = 1; }
    }
    return found;
  }
  function both(one, other) {
    var known = new Set(other);
    return one.filter(function (number) { return known.has(number); });
  }
  function either(lists) {
    return unique([].concat.apply([], lists)).sort(function (a, b) { return a - b; });
  }

  async function linesOf(site, gram, isBeginning) {  // the lines of one pair, or of all that begin with a letter
    var first = place(site.index.grams, gram), last = isBeginning ? place(site.index.grams, gram + "\uffff") : first;
    var lines = [];
    for (var at = first; at <= last && site.index.grams.length; at++) {
      var text = await load(site.base + "grams-" + (at + 1) + ".js"), mark = "\n" + gram + (isBeginning ? "" : "\t");
      for (var start = text.indexOf(mark); start >= 0; start = text.indexOf(mark, start + 1)) {
        lines.push(text.slice(start + 1, text.indexOf("\n", start + 1)).split("\t"));
      }
    }
    return lines;
  }
  async function pagesWith(site, word) {  // the pages with a word's pairs in the title, and those in the text
    var letters = Array.from(word), parts = [];
    if (letters.length === 1) {
      var lines = await linesOf(site, word, true);
      return [1, 2].map(function (column) {
        return either(lines.map(function (line) { return numbersOf(line[column]); }));
      });
    }
    for (var at = 0; at + 1 < letters.length; at++) {
      var line = (await linesOf(site, letters[at] + letters[at + 1], false))[0] || ["", "", ""];
      parts.push([numbersOf(line[1]), numbersOf(line[2])]);
      if (!line[1] && !line[2]) { break; }
    }
    return [0, 1].map(function (column) {
      return parts.map(function (part) { return part[column]; }).reduce(both);
    });
  }
  async function candidates(site, words) {  // page numbers, newest first: all words in the title; then the others
    var titles = null, all = null;
    for (var i = 0; i < words.length; i++) {
      var found = await pagesWith(site, words[i]), any = titlesOnly ? found[0] : either(found);
      titles = titles ? both(titles, found[0]) : found[0];
      all = all ? both(all, any) : any;
      if (!all.length) { break; }
    }
    var first = new Set(titles);
    site.titles = titles;
    site.rest = all.filter(function (number) { return !first.has(number); });
  }
  async function pageOf(site, number) {
    var part = place(site.index.texts, number);
    var pages = await load(site.base + "texts-" + (part + 1) + ".js");
    return pages[number - site.index.texts[part]];
  }
  function has(text, words) {
    var compared = plain(text).join("");
    return words.map(function (word) { return compared.indexOf(word) >= 0; });
  }
  function every(flags) { return flags.every(Boolean); }

  async function next(site, words, budget) {  // the next page that really has the words; pairs alone may stand apart
    for (; budget.left > 0; budget.left--) {
      var fromTitles = site.titles.length > 0, queue = fromTitles ? site.titles : site.rest;
      if (!queue.length) { return null; }
      var number = queue.shift(), page = await pageOf(site, number), inTitle = has(page[0], words);
      if (every(inTitle)) { return page; }
      if (titlesOnly) { continue; }
      if (fromTitles) {
        site.rest.push(number);
        site.rest.sort(function (a, b) { return a - b; });
        continue;
      }
      var inText = has(page[4], words);
      if (every(inText.map(function (one, at) { return one || inTitle[at]; }))) { return page; }
    }
    return null;
  }

  function marked(text, words) {  // the text with the words in <mark>
    var letters = Array.from(text), compared = plain(text), whole = compared.join(""), flags = [], at = 0;
    words.forEach(function (word) {
      for (var start = whole.indexOf(word); start >= 0; start = whole.indexOf(word, start + word.length)) {
        for (var i = start; i < start + word.length; i++) { flags[i] = true; }
      }
    });
    var made = document.createDocumentFragment(), piece = "", isMarked = false;
    function close() {
      if (!piece) { return; }
      var node = document.createElement("mark");
      node.textContent = piece;
      made.append(isMarked ? node : piece);
      piece = "";
    }
    letters.forEach(function (letter, number) {
      if (Boolean(flags[at]) !== isMarked) { close(); isMarked = !isMarked; }
      piece += letter;
      at += compared[number].length;
    });
    close();
    return made;
  }
  function around(text, words) {  // what stands around the words: a window for the first, another where one lies outside
    var letters = Array.from(text), compared = plain(text), whole = compared.join(""), number = 0, at = 0, last = 0;
    var places = words.map(function (word) { return whole.indexOf(word); }).filter(function (one) { return one >= 0; });
    var pieces = [], share = Math.max(50, Math.round(AFTER / Math.max(1, places.length)));
    places.sort(function (a, b) { return a - b; }).slice(0, MOST_WORDS).forEach(function (place) {
      for (; number < compared.length && at < place; number++) { at += compared[number].length; }
      if (pieces.length && number < last) { return; }
      var start = Math.max(last, number - BEFORE), end = number + share;
      pieces.push((start > last ? "……" : "") + letters.slice(start, end).join("").replace(/\s+/g, " "));
      last = end;
    });
    return pieces.join("") + (pieces.length && last < letters.length ? "……" : "");
  }
  function line(site, page, words) {
    var item = document.createElement("li"), link = document.createElement("a"), side = document.createElement("p");
    link.href = site.folder + page[3].split("/").map(encodeURIComponent).join("/");
    link.append(marked(page[0] || "（无标题）", words));
    side.className = "quiet";
    side.textContent = [site.name, page[2], page[1]].filter(Boolean).join("　");
    item.append(link, side);
    var said = titlesOnly ? "" : around(page[4], words);
    if (said) {
      var snippet = document.createElement("p");
      snippet.append(marked(said, words));
      item.append(snippet);
    }
    return item;
  }
  function siteLine(site, words) {
    var item = document.createElement("li"), link = document.createElement("a");
    link.href = site.folder + "index.html";
    link.append(marked(site.name, words));
    item.append(link, "　归档网站");
    return item;
  }

  function Search(sites, words) {
    var shown = 0, at = 0;
    async function show() {
      var until = shown + ON_PAGE, held = [], budget = { left: AT_ONCE };  // of pages verified for one click
      loading = {};
      more.hidden = true;
      told.textContent = "正在查找……";
      while (at < sites.length) {
        var site = sites[at];
        if (!site.index) {
          site.index = await load(site.base + "index.js");
          await candidates(site, words);
        }
        var isLeft = site.titles.length || site.rest.length;
        if (isLeft && (shown + held.length >= until || budget.left <= 0)) { break; }
        var page = await next(site, words, budget);
        if (page) {
          held.push(line(site, page, words));
        } else if (!site.titles.length && !site.rest.length) {
          loading = {};
          at += 1;
        }
      }
      list.append.apply(list, held);
      shown += held.length;
      more.hidden = at >= sites.length;
      tell();
    }
    function tell() {
      var said = "“" + words.join(" ") + "”", left = 0;
      sites.slice(at, at + 1).forEach(function (site) { left = site.titles.length + site.rest.length; });
      if (at >= sites.length && !list.children.length) {
        told.textContent = "没有含" + said + "的" + (titlesOnly ? "网站名称和标题" : "页面");
      } else if (at >= sites.length) {
        told.textContent = "含" + said + "的结果共 " + list.children.length + " 条";
      } else {
        told.textContent = "含" + said + "的结果，已列出 " + list.children.length + " 条，"
          + (sites.length > 1 ? "还有更多" : "至多还有 " + left + " 条");
      }
    }
    return { show: show };
  }
  async function run(words) {
    var index = await load(base + "index.js"), sites;
    if (index.sites) {
      sites = index.sites.map(function (one) {
        var folder = encodeURIComponent(one[0]) + "/";
        return { name: one[1], folder: folder, base: base.replace(/_search\/$/, "") + folder + "_search/" };
      });
      sites.forEach(function (site) { if (every(has(site.name, words))) { list.append(siteLine(site, words)); } });
    } else {
      sites = [{ name: "", folder: "", base: base }];
    }
    var search = Search(sites, words);
    more.addEventListener("click", function () { search.show().catch(complain); });
    await search.show();
  }
  function complain(error) {
    told.textContent = "索引文件无法读取，结果不全：" + String(error.message).split("/").slice(-3).join("/");
  }

  var asked = new URLSearchParams(location.search).get("q") || "", words = wordsOf(asked);
  field.value = asked;
  told.textContent = own.getAttribute("data-hint");  // in the place of what a reader without scripts is told
  if (words.length) {
    run(words).catch(complain);
  } else if (asked) {
    told.textContent = "请输入文字或数字。";
  }
})();
