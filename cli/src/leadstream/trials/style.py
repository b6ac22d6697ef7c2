"""The look of report.html: system fonts, light and dark, one column on a phone; nothing is fetched."""

from typing import Final

CSS: Final = """
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1a1d23;--soft:#5c6470;--rule:#dfe3e8;--accent:#2456c7;
--routed:#2e7d4f;--duplicate:#666f7b;--rejected:#c0392b;--lost:#8e2d6b;--left:#c3c9d1;--hot:#b8431f;--warm:#e0a127;
--cold:#2f73a3;--warning:#8a6000}@media (prefers-color-scheme:dark){:root{--bg:#14171c;--card:#1d2128;--ink:#e8eaed;
--soft:#9aa3af;--rule:#333a44;--accent:#8ab0ff;--routed:#58b07d;--duplicate:#78818e;--rejected:#ec7063;
--lost:#c875aa;--left:#454d59;--hot:#f0764f;--warm:#f0bd55;--cold:#6fb1de;--warning:#e0b050}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0;
overflow-wrap:anywhere}h2{font-size:1.15rem;margin:0 0 .75rem}p{margin:.4rem 0}.soft,small{color:var(--soft)}
section{background:var(--card);border:1px solid var(--rule);border-radius:.6rem;padding:1rem;margin:1rem 0}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:1rem}
.grid>section{margin:0}svg{display:block;width:100%;height:auto}svg.stacked{height:1.4rem;border-radius:.3rem;
overflow:hidden}svg text{fill:var(--soft);font-size:9px}.axis{stroke:var(--rule)}ul{list-style:none;
margin:.6rem 0 0;padding:0}.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem}.dot{display:inline-block;
width:.7rem;height:.7rem;border-radius:50%;margin-right:.4rem}.badge{display:inline-block;border-radius:1rem;
padding:0 .6rem;font-size:.85rem;color:#fff;background:var(--soft)}.routed{fill:var(--routed);
background:var(--routed)}.duplicate{fill:var(--duplicate);background:var(--duplicate)}
.rejected{fill:var(--rejected);background:var(--rejected)}.lost{fill:var(--lost);background:var(--lost)}
.left{fill:var(--left);background:var(--left)}.hot{fill:var(--hot);background:var(--hot)}.warm{fill:var(--warm);
background:var(--warm)}.cold{fill:var(--cold);background:var(--cold)}.plain{fill:var(--accent);
background:var(--accent)}.trough{fill:var(--rule)}.shares li{display:grid;
grid-template-columns:minmax(7.5rem,45%) 1fr 3.5rem;gap:.6rem;align-items:center;padding:.15rem 0}
.shares svg{height:.6rem}.shares .name{overflow-wrap:anywhere}.count{text-align:right;
font-variant-numeric:tabular-nums}.badge.hot,.badge.cold,.badge.rejected,.badge.lost,.badge.routed{color:#fff}
.badge.warm{color:#222}.badge.warning{background:var(--warning);color:#fff}
@media (prefers-color-scheme:dark){.badge{color:#14171c!important}}.lead{border-top:1px solid var(--rule);
padding:.7rem 0}.lead:first-of-type{border-top:0}.lead header{display:flex;justify-content:space-between;gap:1rem;
align-items:baseline}.lead strong{overflow-wrap:anywhere}.score{font-size:1.3rem;font-weight:600;white-space:nowrap}
.why{display:flex;flex-wrap:wrap;gap:.3rem;margin-top:.3rem}.why li{border:1px solid var(--rule);
border-radius:.3rem;padding:0 .4rem;font-size:.85rem;color:var(--soft)}table{width:100%;border-collapse:collapse;
font-size:.92rem}th,td{text-align:left;vertical-align:top;padding:.45rem .5rem;border-top:1px solid var(--rule);
overflow-wrap:anywhere}thead th{border-top:0;color:var(--soft);font-weight:500}td.number{white-space:nowrap;
font-variant-numeric:tabular-nums}.sample{display:block;color:var(--soft);font-size:.85rem}pre{overflow-x:auto;
background:var(--bg);border-radius:.4rem;padding:.7rem;font-size:.85rem}code{overflow-wrap:anywhere}
@media (max-width:40rem){thead{display:none}tr{display:block;border-top:1px solid var(--rule);padding:.5rem 0}
tr:first-child{border-top:0}td{display:block;border:0;padding:.1rem 0}
td[data-label]::before{content:attr(data-label);color:var(--soft);font-size:.8rem;display:inline-block;
min-width:5.5rem;margin-right:.5rem}}@media print{body{background:#fff}section{break-inside:avoid}}
"""
