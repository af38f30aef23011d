// 栏目翻页：共 count 页，当前第 current 页（从 0 起）
function createPageHTML(count, current, name, ext) {
  function file(i) { return (i == 0 ? name : name + "_" + i) + "." + ext; }
  var out = ["共" + count + "页"];
  if (current > 0) { out.push("上一页".link(file(current - 1))); }
  for (var i = 0; i < count; i++) {
    out.push(i == current ? "<b>" + (i + 1) + "</b>" : String(i + 1).link(file(i)));
  }
  if (current < count - 1) { out.push("下一页".link(file(current + 1))); }
  document.write(out.join(" "));
}
