"""A zoo site whose content only scripts bring: shells, JSON lists, pagers without addresses, and pages that misbehave.

The truth file tells what a capture without a browser knows, and under [beyond] what one with a browser adds. The
scripts put their addresses together from parts, so that nobody can read them without running them.
"""

import json

from tests.zoo.answers import answer, ok
from tests.zoo.listing import article, html, title
from tests.zoo.server import Answer
from tests.zoo.site import BASE, ZooSite, site_of
from tests.zoo.truth import told

JS = "application/javascript"
JSON = "application/json; charset=utf-8"
FOREIGN = ("tj.other.example", "ads.other.example", "169.254.169.254")
REQUESTS = 10  # a page, as the office's own scripted.toml says
OFFICE = f"""
[thresholds.requests_a_page]
value = {REQUESTS}
reason = "这个网站的页面每页只要几个网址"
[thresholds.seconds_a_page]
value = 20
reason = "同上"
"""


def shell(script: str) -> Answer:
    told = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    head = '<meta charset="utf-8"><title>栖云县农业农村局</title>'
    return html(f'<!DOCTYPE html><html><head>{head}</head><body>{told}<div id="app"></div>{script}</body></html>')


def bundle(name: str) -> Answer:
    return shell(f'<script src="/js/{name}.js"></script>')


LIST_JS = """
const app = document.getElementById('app'); let page = 0;
function more() {
  fetch('/api/list/' + (page + 1) + '.json').then(r => r.json()).then(told => {
    page += 1;
    const row = one => `<li><a href="detail.html?docId=${one.docId}">${one.docTitle}</a></li>`;
    const next = page < told.pages ? '<button id="more">下一页</button>' : '<button disabled>下一页</button>';
    app.innerHTML = told.rows.map(row).join('') + next;
    const button = document.getElementById('more');
    if (button) button.onclick = more;
  });
}
more();
"""
DETAIL_JS = """
fetch('/api/detail' + location.search).then(r => r.json()).then(told => {
  document.getElementById('app').innerHTML = '<h1>' + told.docTitle + '</h1>' + told.docContent;
});
"""
HOSTILE_JS = """
const at = (...parts) => parts.join('/'), foreign = ['tj', 'other', 'example'].join('.');
const app = document.getElementById('app');
fetch(at('http:', '', foreign, 'c.js')).catch(() => 0);
fetch(at('http:', '', '169.254.169.254', 'latest', 'meta-data', '')).catch(() => 0);
fetch(at('', 'secret', 'data.json')).catch(() => 0);
new Image().src = at('file:', '', '', 'etc', 'passwd');
try { new WebSocket(at('ws:', '', foreign, 'ws')); } catch (e) {}
try {
  const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:@PORT@'}]});
  peer.createDataChannel('x'); peer.createOffer().then(one => peer.setLocalDescription(one));
} catch (e) {}
window.open(at('http:', '', 'ads.other.example', ''));
alert('您好');
app.innerHTML = `<a href="${at('', 'kept.html')}">通知</a>`;
setTimeout(() => { location.assign(at('', 'moved-to.html')); }, 300);
"""
RESTLESS_JS = "let n = 0; const tick = () => fetch('/api/tick/' + n++).then(tick, tick); tick();"
TIMER_JS = """
const app = document.getElementById('app');
setInterval(() => { app.innerHTML = `<a href="${['', 'from-timer.html'].join('/')}">${Date.now()}</a>`; }, 50);
"""
BUSY_JS = "document.getElementById('app').textContent = '…'; while (true);"
BOMB_JS = "const held = []; setTimeout(() => { for (;;) held.push(new Array(1e6).fill(held.length)); }, 0);"
MORE_JS = """
document.getElementById('next').onclick = () => fetch(['', 'tzgg', 'more'].join('/'), {
  method: 'POST', body: 'p=2', headers: {'Content-Type': 'application/x-www-form-urlencoded'}
}).then(r => r.text()).then(rows => {
  document.getElementById('rows').innerHTML = rows; document.getElementById('next').className = 'disabled';
});
"""


def listed(page: int) -> Answer:
    rows = [{"docId": n, "docTitle": f"关于第{n}号工作的\n通知", "publishDate": 1704067200000} for n in _numbers(page)]
    return ok(json.dumps({"rptCode": 200, "pages": 2, "rows": rows}), JSON)


def _numbers(page: int) -> range:
    return range(3 * page - 2, 3 * page + 1)


def with_referer(one: Answer, told: str):
    """The answer, for those who come from a page of the site."""

    def give(request: bytes) -> Answer:
        came = [line for line in request.lower().split(b"\r\n") if line.startswith(b"referer:")]
        return one if came and told.encode() in came[0] else answer("403 Forbidden", b"{}", content_type=JSON)

    return give


def detail(number: int) -> Answer:
    media = f'<a href="/files/{number}.pdf">附件</a><img src="/files/{number}.jpg">'
    content = f"<p>现将第{number}号附件印发你们。</p>{media}"
    told = json.dumps({"docTitle": f"第{number}号\n通知", "docContent": content})
    return ok(told.replace("<", "\\u003C").replace(">", "\\u003E"), JSON)


def notices() -> Answer:
    rows = "".join(f'<li><a href="/tzgg/t{n}.html">通知{n}</a></li>' for n in range(1, 4))
    body = f'<ul id="rows">{rows}</ul><div>共6条 <span id="next">下一页</span></div><script src="/js/more.js"></script>'
    return html(f"<html><head><title>通知公告</title></head><body>{body}</body></html>")


def ignored_key() -> Answer:
    """Page 1 for every `?page=`; only the script knows the way to the others."""
    rows = "".join(f'<li><a href="/gkml/g{n}.html">{title(n)}</a><span>2024-01-0{n}</span></li>' for n in range(1, 4))
    pager = '<a href="?page=2">2</a> 共6条 <span id="next">下一页</span>'
    head = "<title>公开目录</title>"
    body = f'<ul class="list" id="rows">{rows}</ul><div>{pager}</div><script src="/js/rest.js"></script>'
    return html(f"<html><head>{head}</head><body>{body}</body></html>")


def rest() -> Answer:
    rows = (f'<li><a href="/gkml/g{n}.html">{title(n)}</a><span>2024-01-0{n}</span></li>' for n in range(4, 7))
    return html("".join(rows))


PAGES = ["hostile", "restless", "timer", "busy", "bomb"]
SCRIPTS = {
    "list": LIST_JS,
    "detail": DETAIL_JS,
    "hostile": HOSTILE_JS,
    "restless": RESTLESS_JS,
    "timer": TIMER_JS,
    "busy": BUSY_JS,
    "bomb": BOMB_JS,
    "more": MORE_JS,
    "rest": MORE_JS.replace("'tzgg', 'more'", "'gkml', 'rest'"),
}
_COLUMNS = ["/xxgk/", "/tzgg/", "/gkml/", *(f"/{one}.html" for one in PAGES), "/waf.html"]
_HOME = "".join(f'<a href="{one}">栏目</a>' for one in _COLUMNS)
CHALLENGE = '<html><script>$_ts=window["$_ts"];</script><div id="app"></div><script src="/a.js"></script></html>'

ANSWERS = {
    "/robots.txt": ok("User-agent: *\nDisallow: /secret/\n", "text/plain"),
    "/": html(f"<html><body>{_HOME}</body></html>"),
    "/xxgk/": bundle("list"),
    "/tzgg/": notices(),
    "/waf.html": answer("412 Precondition Failed", CHALLENGE.encode()),
    **{f"/js/{name}.js": ok(script, JS) for name, script in SCRIPTS.items()},
    **{f"/{name}.html": bundle(name) for name in PAGES},
    **{f"/api/list/{n}.json": with_referer(listed(n), f"{BASE}/xxgk/") for n in (1, 2)},
    **{f"/xxgk/detail.html?docId={n}": bundle("detail") for n in range(1, 7)},
    **{f"/api/detail?docId={n}": with_referer(detail(n), "/xxgk/detail.html?docid=") for n in range(1, 7)},
    **{f"/files/{n}.pdf": ok(b"%PDF-1.4 " + str(n).encode() * 50, "application/pdf") for n in range(1, 7)},
    **{f"/files/{n}.jpg": ok(b"\xff\xd8\xff" + str(n).encode() * 50, "image/jpeg") for n in range(1, 7)},
    **{f"/tzgg/t{n}.html": article(n) for n in range(1, 7)},
    **{f"/gkml/g{n}.html": article(n + 20) for n in range(1, 7)},
    "/gkml/": ignored_key(),
    "/gkml/?page=2": ignored_key(),
    "/gkml/rest p=2": rest(),
    "/tzgg/more p=2": html("".join(f'<li><a href="/tzgg/t{n}.html">通知{n}</a></li>' for n in range(4, 7))),
    **{f"/api/tick/{n}": ok(json.dumps({"tick": n}), JSON) for n in range(200)},
    **{f"/{name}.html": article(at) for at, name in enumerate(["kept", "moved-to", "from-timer"], 90)},
    "/secret/data.json": ok("{}", JSON),
    "/a.js": ok("var a", JS),
}

_TOLD = told("scripted")
TRUTH = {**_TOLD.outcomes, **_TOLD.beyond}
OTHERS = {host: {"/": html("foreign"), "/c.js": ok("var a", JS)} for host in FOREIGN}


def without_browser() -> ZooSite:
    return site_of("scripted", ANSWERS, others=OTHERS)


def with_browser(port: int) -> ZooSite:
    """`port`: where a UDP socket of the test listens for what may leave the browser beside HTTP."""
    answers = {**ANSWERS, "/js/hostile.js": ok(HOSTILE_JS.replace("@PORT@", str(port)), JS)}
    return ZooSite(answers, TRUTH, others=OTHERS, quarantines=True, settings={"browser": "on"})


SHOWN = {  # every page that a browser must have shown, and why it was left before its end, if so
    f"{BASE}/xxgk/": None,
    f"{BASE}/tzgg/": None,
    f"{BASE}/gkml/": None,
    f"{BASE}/hostile.html": None,
    f"{BASE}/restless.html": "requests",
    f"{BASE}/timer.html": None,
    f"{BASE}/busy.html": "lost",
    f"{BASE}/bomb.html": "lost",
    **{f"{BASE}/xxgk/detail.html?docId={n}": None for n in range(1, 7)},
}
