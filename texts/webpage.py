"""Pages that go out as a file: one file of HTML in the person's language, which loads nothing and runs nothing."""

_STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}"
    "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:1px solid #bbb}"
    "table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
    "th{font-weight:600}blockquote{margin:.3rem 0;padding-left:.8rem;border-left:3px solid #bbb;white-space:pre-wrap}"
    "img{display:block;max-width:min(100%,390px);height:auto;margin:1rem 0;border:1px solid #bbb;border-radius:12px}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}}"
)


def whole(language: str, title: str, body: str) -> bytes:
    """UTF-8. `title` and `body` are HTML, in which everything that anybody has written is escaped already."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    ).encode()
