"""Text that would do harm if a writer took it for more than text."""

SCRIPT = "<script>document.title='pwned'</script><img src=x onerror=\"document.title='pwned'\">"
TYPST = '#panic() #eval("1") $x^2$ [link](javascript:alert(1)) `code` *em* _u_ @cite <label> // \\'
MARKDOWN = "# heading\n- item\n1. one\n| a | b |\n***\n~~~\n![x](http://x.example/y.png)"
TEMPLATE = "{{ 7 * 7 }} {% raw %} {0} {lexicon}"
BIDI = "12%\N{RIGHT-TO-LEFT OVERRIDE}%34\N{POP DIRECTIONAL FORMATTING}\N{LEFT-TO-RIGHT ISOLATE}"
EMOJI = "🌧 👩\N{ZERO WIDTH JOINER}🔬 \N{REGIONAL INDICATOR SYMBOL LETTER U}"
LONG = "х" * 10_000

TEXTS = {
    "script": SCRIPT,
    "typst": TYPST,
    "markdown": MARKDOWN,
    "template": TEMPLATE,
    "bidi": BIDI,
    "emoji": EMOJI,
    "long": LONG,
}
