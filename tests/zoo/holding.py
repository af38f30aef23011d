"""Zoo sites about files: where their addresses stand, on which hosts they lie, and what holds pages together."""

import json

from tests.zoo.answers import JPEG, answer, ok
from tests.zoo.listing import article, cut, home, html, listed, row, title
from tests.zoo.server import Answer, Answers
from tests.zoo.site import BASE, ZooSite, site_of

PDF, DOC = "application/pdf", "application/msword"
UPLOADS = "nyncj.qiyun.gov.example:8080"
OLD = "old.nyncj.qiyun.gov.example"


def pdf(number: int) -> Answer:
    return ok(b"%%PDF-1.4 file %d" % number, PDF)


def files_behind_scripts() -> ZooSite:
    """Z08 and Z12, the files: names in GBK bytes of a header, addresses in handlers, viewers and parameters."""
    made: dict[str, Answer] = {"/": home("/zbgg.htm", "/34/list.htm")}
    download = "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1556120285&wbfileid={}"
    made["/zbgg.htm"] = html(listed([row(f"info/1039/{n}.htm", n) for n in (1, 2, 3)]))
    for one in (1, 2):
        made[f"/info/1039/{one}.htm"] = html(
            f'<div id="vsb_content"><p>{title(one)}</p>'
            f'<a href="{download.format(one).replace("&", "&amp;")}">附件{one}</a></div>'
        )
        name = f"附件{one}.doc".encode("gbk").decode("latin-1")
        made[download.format(one)] = ok(
            b"\xd0\xcf\x11\xe0 doc %d" % one,
            "application/octet-stream",
            f'Content-Disposition: attachment; filename="{name}"',
        )
    made["/info/1039/3.htm"] = html(
        '<div class="v_news_content"><img src="/__local/A/B7/30/0f_AA.jpg" '
        'orisrc="/__local/A/B7/30/0e_AA.jpg" vurl="/_vsl/0f"></div>'
    )
    made["/__local/A/B7/30/0f_AA.jpg"] = ok(JPEG + b"f", "image/jpeg")
    made["/__local/A/B7/30/0e_AA.jpg"] = ok(JPEG + b"e", "image/jpeg")
    made["/34/list.htm"] = html(
        listed([row(f"/2024/0105/c34a{n}/page.htm", n) for n in range(11, 20)], '<a href="/34/list.psp">动态</a>')
    )
    made["/34/list.psp"] = html(listed([row(f"/2024/0105/c34a{n}/page.htm", n) for n in range(11, 20)], "<p>动态</p>"))
    bodies = {
        11: '<div class="wp_pdf_player" pdfsrc="/_upload/article/files/11.pdf" '
        "sudyfile-attr=\"{'title':'办法.pdf'}\"></div>",
        12: '<iframe src="/u/12.pdf"></iframe>',
        13: '<embed src="/u/13.pdf">',
        14: '<object data="/u/14.pdf" type="application/pdf"></object>',
        15: '<iframe src="/pdfjs/web/viewer.html?file=/u/15.pdf"></iframe>',
        16: "<p onclick=\"show('/u/16.pdf')\">阅读</p>",
        17: "<script>window.open('/u/17.pdf')</script>",
        18: '<a href="/module/download/downfile.jsp?classid=0&amp;filename=0a1b.pdf">附件</a>',
        19: '<script>var f = "<a href=\\"\\/jcms\\/jcms_files\\/downfile.jsp?i_ID=19\\">附件</a>";'
        "document.write(f);</script>",
    }
    made |= {f"/2024/0105/c34a{n}/page.htm": html(f"<h1>{title(n)}</h1>{body}") for n, body in bodies.items()}
    made |= {f"/u/{n}.pdf": pdf(n) for n in (12, 13, 14, 15, 16, 17)}
    made["/_upload/article/files/11.pdf"] = pdf(11)
    made["/pdfjs/web/viewer.html?file=/u/15.pdf"] = html("<html><body>viewer</body></html>")
    made["/module/download/downfile.jsp?classid=0&filename=0a1b.pdf"] = pdf(18)
    made["/jcms/jcms_files/downfile.jsp?i_ID=19"] = ok(b"PK\x03\x04 19", "application/octet-stream")
    return site_of("files_behind_scripts", made)


def editors() -> ZooSite:
    """Z27: the editor writes to another port, older files lie on the old host, icons stand before every file."""
    icon = '<img src="/ueditor/dialogs/attachment/fileTypeImages/icon_pdf.gif">'
    upload = f"http://{UPLOADS}/ewebeditor/uploadfile/2013/07/20130725152900765.pdf"
    made: dict[str, Answer] = {
        "/": home("/tzgg/list.html"),
        "/tzgg/list.html": html(listed([row(f"/tzgg/{n}.html", n) for n in range(1, 6)])),
        "/tzgg/1.html": html(f'<p>{title(1)}</p>{icon}<a href="{upload}">附件</a>'),
        "/tzgg/2.html": html(
            f'<p>{title(2)}</p>{icon}<a href="/ueditor/jsp/upload/file/20161128/1480314185755050447.pdf">附件</a>'
        ),
        "/tzgg/3.html": html(
            f'<p>{title(3)}</p><a href="/UploadFiles/2009/1_0a.doc">附件</a><img src="..\\UploadFiles\\2009\\1.jpg">'
        ),
        "/tzgg/4.html": html(f'<p>{title(4)}</p><a href="/UploadFiles/2009/gone.doc">附件</a>'),
        "/tzgg/5.html": html(
            f'<p>{title(5)}</p><a href="/u/cms/www/202206/27143450a8sn.pdf">附件</a><a href="http://{UPLOADS}/index.html">上传</a>'
        ),
        "/ueditor/dialogs/attachment/fileTypeImages/icon_pdf.gif": ok(b"GIF89a icon", "image/gif"),
        "/ueditor/jsp/upload/file/20161128/1480314185755050447.pdf": pdf(2),
        "/u/cms/www/202206/27143450a8sn.pdf": pdf(5),
    }
    uploads = {"/ewebeditor/uploadfile/2013/07/20130725152900765.pdf": pdf(1), "/index.html": html("<p>上传后台</p>")}
    old = {
        "/": html("<p>旧站</p>"),
        "/UploadFiles/2009/1_0a.doc": ok(b"\xd0\xcf\x11\xe0 old", DOC),
        "/UploadFiles/2009/1.jpg": ok(JPEG, "image/jpeg"),
    }
    return site_of("editors", made, others={UPLOADS: uploads, OLD: old}, other_homes=(f"http://{OLD}/",))


def _api(load: str) -> dict[str, Answer]:
    made: dict[str, Answer] = {}
    for at, numbers in enumerate(cut(range(1, 33), 15), start=1):
        rows = [
            {
                "docId": n,
                "docTitle": f"关于第{n}号工作\n的通知",
                "publishDate": 1704412800000 + n,
                "docFileUrl": f"/files/{n}.doc",
                "url": f"/portal/detail/{n}.json",
                "docClob": f'<html><head><meta charset="gb2312"></head><body><img src="/img/{n}.gif"></body></html>',
            }
            for n in numbers
        ]
        made[f"{load}?pageSize=15 pageIndex={at}"] = ok(
            json.dumps({"data": {"allRow": 32, "totalPage": 3, "list": rows}}, ensure_ascii=False), "application/json"
        )
    for n in range(1, 33):
        made |= {
            f"/files/{n}.doc": ok(b"\xd0\xcf\x11\xe0 %d" % n, DOC),
            f"/img/{n}.gif": ok(b"GIF89a %d" % n, "image/gif"),
            f"/portal/detail/{n}.json": ok(json.dumps({"docId": n, "text": "正文"}), "application/json"),
        }
    return made


def _json_page() -> dict[str, Answer]:
    detail = json.dumps(
        {
            "title": title(1),
            "content": '<p>正文<a href="/attachment/0/1.pdf">附件</a><img src="/attachment/0/1.jpg"></p>',
            "attachment": [{"name": "附件", "url": f"{BASE}/attachment/0/2.pdf"}],
            "created_at": 1704412800,
        },
        ensure_ascii=False,
    )
    escaped = detail.replace("<", "\\u003C").replace(">", "\\u003E")
    page = html(
        f"<html><div id=app></div><script>window._CONFIG = {{ SID: '662021', DETAIL: {escaped} }};</script></body>"
    )
    return {
        "/gkmlpt/content/0/9/post_1.html": page,
        "/attachment/0/1.pdf": pdf(1),
        "/attachment/0/2.pdf": pdf(2),
        "/attachment/0/1.jpg": ok(JPEG, "image/jpeg"),
    }


def _media() -> dict[str, Answer]:
    flash = html(
        '<embed src="/u/cms/www/202206/27143450.mp4" type="application/x-shockwave-flash">'
        '<object><param name="movie" value="/u/cms/www/2.swf"></object>'
    )
    return {
        "/jeecms/1.jhtml": flash,
        "/u/cms/www/202206/27143450.mp4": ok(b"\0\0\0\x18ftypmp42", "video/mp4"),
        "/u/cms/www/2.swf": ok(b"FWS\x05", "application/x-shockwave-flash"),
        "/jeecms/2.jhtml": html('<img src="/scan/1.jpg"><img src="/scan/2.jpg">'),
        **{f"/scan/{n}.jpg": ok(JPEG + b"%d" % n, "image/jpeg") for n in (1, 2)},
    }


def _guarded() -> Answers:
    """A list that answers only where the page that shows it is named as Referer."""

    def wants_referrer(request: bytes) -> Answer:
        allowed = f"referer: {BASE}/xxgk/".encode() in request.lower()
        rows = [{"title": title(n), "url": f"/xxgk/{n}.html"} for n in (1, 2, 3)]
        return (
            ok(json.dumps({"data": {"total": 3, "results": rows}}), "application/json")
            if allowed
            else answer("403 Forbidden", b"<p>no</p>")
        )

    page = html(
        "<script>var channelId='c1d2e3f4c1d2e3f4c1d2e3f4c1d2e3f4'; $.get('/common/search/' + channelId)</script>"
    )
    api = "/common/search/c1d2e3f4c1d2e3f4c1d2e3f4c1d2e3f4?_isAgg=true&_isJson=true&_pageSize=20&_template=index&page=1"
    return {"/xxgk/": page, api: wants_referrer, **{f"/xxgk/{n}.html": article(n) for n in (1, 2, 3)}}


def portal_shell() -> ZooSite:
    """Z30: a shell whose bundle names the API; rows with HTML and files in them; pages whose content stands in JSON."""
    load = "/szinf/xxgk/interfacesWebZcwj/loadData"
    shell = '<html><head><title>公开</title></head><body><div id="app"></div>'
    shell += '<script src="/static/js/app.5f2c.js"></script></body></html>'
    made: dict[str, Answer] = {
        "/": home("/portal/", "/gkmlpt/content/0/9/post_1.html", "/jeecms/1.jhtml", "/jeecms/2.jhtml", "/xxgk/")
    }
    made["/portal/"] = html(shell)
    made["/static/js/app.5f2c.js"] = ok(
        f'(function(){{var a="{load}";axios.post(a+"?pageSize=15","pageIndex="+p)}})()', "text/javascript"
    )
    return site_of("portal_shell", {**made, **_api(load), **_json_page(), **_media(), **_guarded()})


HOLDING = {
    "files behind scripts": files_behind_scripts(),
    "editors and older files": editors(),
    "a shell, and JSON in pages": portal_shell(),
}
