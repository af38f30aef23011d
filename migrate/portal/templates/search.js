// Searches the titles, which lie in scripts beside this one: a page opened from a disk may not read files.
(function () {
  "use strict";
  var own = document.currentScript, parts = Number(own.getAttribute("data-parts"));
  var told = document.getElementById("portal-told"), list = document.getElementById("portal-found");
  var more = document.getElementById("portal-more"), field = document.getElementById("portal-find");
  var asked = new URLSearchParams(location.search).get("q") || "";
  var words = plain(asked).split(" ").filter(Boolean), found = [], shown = 0, PAGE = 50;

  function plain(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  }
  function fits(row) {
    var title = plain(row[0]);
    return words.every(function (word) { return title.indexOf(word) >= 0; });
  }
  function line(row) {  // text only: a title is never markup
    var item = document.createElement("li"), link = document.createElement("a"), side = document.createElement("span");
    link.href = row[3];
    link.textContent = row[0];
    side.className = "size";
    side.textContent = row[2] + (row[1] ? "　" + row[1] : "");
    item.append(link, side);
    return item;
  }
  function show() {
    found.slice(shown, shown + PAGE).forEach(function (row) { list.append(line(row)); });
    shown = Math.min(found.length, shown + PAGE);
    more.hidden = shown >= found.length;
  }
  function load(number) {
    if (number > parts) {
      told.textContent = found.length ? "标题中含“" + asked.trim() + "”的文章共 " + found.length + " 篇"
        : "没有标题中含“" + asked.trim() + "”的文章";
      return;
    }
    told.textContent = "正在查找……";
    var script = document.createElement("script");
    script.src = own.src.replace(/search\.js$/, "search-" + number + ".js");
    script.onerror = function () { told.textContent = "标题索引无法读取，请稍后再试。"; };
    document.head.append(script);
  }
  window.portalTitles = function (number, rows) {
    found = found.concat(rows.filter(fits));
    if (shown < PAGE) { show(); }
    more.hidden = shown >= found.length;
    load(number + 1);
  };
  more.addEventListener("click", show);
  field.value = asked;
  if (words.length) { load(1); }
})();
