// The style of all pages. Colours come in pairs, for light and for dark; paper is light. Nothing is told by colour
// alone.
#include "host/html/page.hpp"

namespace hmacsweep::html {
namespace {

constexpr std::string_view style_sheet = R"css(
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0550ae;
--valid:#1a7f37;--invalid:#b3202a;--unverifiable:#8a5300;--untagged:#57606a;--malformed:#7a3fb0;--track:#eaeef2;
--pass:#116329;--pass-bg:#dff6e5;--fail:#9b1c25;--fail-bg:#ffe3e1;--open:#6f4400;--open-bg:#fff3cd;
--s1:#0550ae;--s2:#b3202a;--s3:#1a7f37;--s4:#8a5300;--s5:#7a3fb0;--s6:#0e7490;--s7:#a3327c;--s8:#57606a}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--soft:#9aa4af;--line:#343b44;--panel:#161b22;
--link:#79b8ff;--valid:#4ac26b;--invalid:#ff7b72;--unverifiable:#e3b341;--untagged:#9aa4af;--malformed:#c297ff;
--track:#21262d;--pass:#7ee2a0;--pass-bg:#0f2d1a;--fail:#ffaba4;--fail-bg:#3a1214;--open:#f2cc60;--open-bg:#33280a;
--s1:#79b8ff;--s2:#ff7b72;--s3:#4ac26b;--s4:#e3b341;--s5:#c297ff;--s6:#56d4dd;--s7:#f692ce;--s8:#9aa4af}}
*{box-sizing:border-box}
html{background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",
Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:68rem;padding:0 1.25rem 3rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:var(--page);padding:.5rem 1rem;z-index:1}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.5rem;padding:1.1rem 0;color:var(--soft);
font-size:.9rem;border-bottom:1px solid var(--line);margin-bottom:1.5rem}
.top b{color:var(--ink)}
h1{margin:0;font-size:1.45rem;line-height:1.3;font-weight:600}
h1 b{display:block;font-size:2.6rem;line-height:1.15;letter-spacing:.02em;font-weight:800}
h2{margin:2.75rem 0 .75rem;font-size:1.4rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
h3{margin:1.9rem 0 .5rem;font-size:1.08rem}
p,ul,ol{margin:.6rem 0;max-width:48rem}
li{margin:.3rem 0}
.verdict{border-left:.6rem solid;border-radius:.4rem;padding:1.1rem 1.4rem 1.2rem}
.verdict p{margin:.55rem 0 0}
.pass{border-color:var(--pass);background:var(--pass-bg)}.pass h1 b{color:var(--pass)}
.fail{border-color:var(--fail);background:var(--fail-bg)}.fail h1 b{color:var(--fail)}
.open{border-color:var(--open);background:var(--open-bg)}.open h1 b{color:var(--open)}
.note{border:1px solid var(--open);border-left-width:.4rem;border-radius:.3rem;padding:.6rem 1rem;background:var(--open-bg);
margin:1rem 0}
.note p,.note ul{margin:.2rem 0}
nav ol{max-width:none;list-style:none;display:flex;flex-wrap:wrap;gap:.35rem 1.4rem;margin:1.5rem 0 0;padding:0}
nav li{margin:0}
.wide{overflow-x:auto;margin:.9rem 0}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.2rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.36rem .8rem .36rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600}
thead th{color:var(--soft);font-weight:600;vertical-align:bottom;font-size:.86rem;border-bottom:2px solid var(--line)}
tbody th{font-weight:500}
.r{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.r:last-child,th.r:last-child{padding-right:0}
dl{margin:.6rem 0;display:grid;gap:0}
dl div{display:grid;grid-template-columns:13rem 1fr;gap:.2rem 1rem;padding:.36rem 0;border-bottom:1px solid var(--line);
font-size:.95rem}
dt{color:var(--soft)}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
code,pre,.n,.h{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.9em}
.n{overflow-wrap:anywhere;unicode-bidi:isolate}
.h{overflow-wrap:anywhere}
.k{white-space:nowrap}
pre{background:var(--panel);border:1px solid var(--line);border-radius:.3rem;padding:.7rem .9rem;white-space:pre-wrap;
overflow-wrap:anywhere;max-width:none}
.u{font-style:normal;font-size:.85em;border:1px solid currentColor;border-radius:.2rem;padding:0 .2em;margin:0 .1em}
.soft{color:var(--soft)}
.key{display:inline-block;width:.75em;height:.75em;border-radius:.15em;margin-right:.45em;vertical-align:baseline}
.c-valid{fill:var(--valid);background:var(--valid)}.c-invalid{fill:var(--invalid);background:var(--invalid)}
.c-unverifiable{fill:var(--unverifiable);background:var(--unverifiable)}
.c-untagged{fill:var(--untagged);background:var(--untagged)}
.c-malformed{fill:var(--malformed);background:var(--malformed)}
details{margin:.7rem 0}
summary{cursor:pointer;font-weight:500;padding:.2rem 0}
figure{margin:1.1rem 0}
figcaption{font-size:.92rem;margin-bottom:.35rem;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto;max-width:100%}
svg text{fill:var(--soft);font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
svg .title{fill:var(--ink);font-weight:600}
svg .label{fill:var(--ink)}
.track{fill:var(--track)}
.grid{stroke:var(--line);stroke-width:1;fill:none}
.axis{stroke:var(--soft);stroke-width:1;fill:none}
.l{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
.d{stroke:var(--page);stroke-width:1}
.p{fill-opacity:.6}
.s1{stroke:var(--s1)}.s2{stroke:var(--s2)}.s3{stroke:var(--s3)}.s4{stroke:var(--s4)}
.s5{stroke:var(--s5)}.s6{stroke:var(--s6)}.s7{stroke:var(--s7)}.s8{stroke:var(--s8)}
.f1{fill:var(--s1)}.f2{fill:var(--s2)}.f3{fill:var(--s3)}.f4{fill:var(--s4)}
.f5{fill:var(--s5)}.f6{fill:var(--s6)}.f7{fill:var(--s7)}.f8{fill:var(--s8)}
svg text.f1{fill:var(--s1)}svg text.f2{fill:var(--s2)}svg text.f3{fill:var(--s3)}svg text.f4{fill:var(--s4)}
svg text.f5{fill:var(--s5)}svg text.f6{fill:var(--s6)}svg text.f7{fill:var(--s7)}svg text.f8{fill:var(--s8)}
svg text.f1,svg text.f2,svg text.f3,svg text.f4,svg text.f5,svg text.f6,svg text.f7,svg text.f8{font-weight:600}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.88rem}
@media (max-width:40rem){dl div{grid-template-columns:1fr}h1 b{font-size:2rem}}
@media print{:root{color-scheme:light;--page:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#f6f6f6;--link:#000;
--valid:#1a7f37;--invalid:#b3202a;--unverifiable:#8a5300;--untagged:#57606a;--malformed:#7a3fb0;--track:#e4e4e4;
--pass:#116329;--pass-bg:#fff;--fail:#9b1c25;--fail-bg:#fff;--open:#6f4400;--open-bg:#fff;--s1:#0550ae;--s2:#b3202a;
--s3:#1a7f37;--s4:#8a5300;--s5:#7a3fb0;--s6:#0e7490;--s7:#a3327c;--s8:#57606a}
html{font-size:10.5pt}body{max-width:none;padding:0}nav,.skip{display:none}.wide{overflow:visible}
h2,h3,caption,summary{break-after:avoid}tr,figure,.verdict,.note,dl div{break-inside:avoid}thead{display:table-header-group}
svg,.key,.verdict{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details::details-content{content-visibility:visible;display:block;height:auto}}
)css";

}    // namespace

std::string_view style() {
    return style_sheet;
}

}    // namespace hmacsweep::html
