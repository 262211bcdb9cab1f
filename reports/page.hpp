// The HTML page: its template (mustache) and its style. Triple braces hold what is escaped already.
#pragma once

namespace firedrill::reports::page {

inline constexpr const char* html = R"page(<!doctype html>
<html lang="{{lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{name}}</title>
<style>
{{{page_rule}}}{{{style}}}</style>
</head>
<body>
<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs><pattern id="ht" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="4" height="4" fill="#fff"/><path d="M0 0V4" stroke="#8a8a8a" stroke-width="1.1"/></pattern></defs></svg>
<header>
<p class="org"><span>{{{institution}}}</span><span>{{{kind}}}</span></p>
<h1>{{title}}</h1>
{{#subtitle}}<p class="sub">{{subtitle}}</p>
{{/subtitle}}<dl class="head">
{{#head}}<dt>{{{term}}}</dt><dd>{{{value}}}</dd>
{{/head}}</dl>
</header>
{{#sections}}
<section{{#new_page}} class="page"{{/new_page}}>
<h2><span class="no">{{number}}</span>{{{title}}}</h2>
{{#blocks}}
{{{block}}}{{/blocks}}
</section>
{{/sections}}
</body>
</html>
)page";

inline constexpr const char* style = R"page(* { box-sizing: border-box }
html { background: #fff; color: #1a1a1a; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { font: 8.6pt/1.5 "Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC",
  "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; margin: 0 auto; width: 180mm }
@media screen { body { padding: 12mm 0 } section.page { margin-top: 14mm } }
@media print { section.page { break-before: page } section.page > h2:first-child { margin-top: 0 } }
p { margin: 3pt 0 }
.en, .id { color: #5f5f5f; font-size: .86em; font-weight: 400 }
code, pre { font-family: "DejaVu Sans Mono", "Cascadia Mono", Consolas, Menlo, "Noto Sans Mono CJK SC", monospace; font-size: .84em; overflow-wrap: anywhere }
.org { display: flex; justify-content: space-between; border-bottom: 1.6pt solid #1f4e79; padding-bottom: 2pt; margin: 0 0 8pt }
h1 { font-size: 21pt; line-height: 1.25; margin: 0; font-weight: 700; letter-spacing: .02em }
.sub { margin: 0 0 4pt; color: #5f5f5f; font-size: 9.5pt }
dl { display: grid; gap: 0 3mm; margin: 4pt 0; font-size: 8pt }
dl.head { grid-template-columns: max-content 1fr max-content 1fr; border-top: .5pt solid #bdbdbd; padding-top: 3pt }
dl.pairs { grid-template-columns: 42mm 1fr; line-height: 1.5; row-gap: 1pt }
dt { color: #5f5f5f } dd { margin: 0; overflow-wrap: anywhere }
h2 { font-size: 11pt; line-height: 1.3; margin: 14pt 0 4pt; padding-bottom: 1.5pt; border-bottom: .6pt solid #1a1a1a; break-after: avoid; font-weight: 700 }
h2 .no { color: #1f4e79; display: inline-block; min-width: 8mm }
h2 .en { font-size: 8.4pt; margin-left: 2mm }
.lead { font-family: "Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", "Songti SC", SimSun, Georgia, serif; font-size: 11pt; line-height: 1.55; margin: 4pt 0 5pt }
.lead .en { font-family: "Source Han Sans SC", "Noto Sans CJK SC", "Helvetica Neue", Arial, sans-serif; font-size: 8.4pt; line-height: 1.4; display: block }
.cap { margin: 8pt 0 2.5pt; font-size: 8.2pt; break-after: avoid }
.cap b { margin-right: 1.5mm } .cap .en { margin-left: 1mm }
table { border-collapse: collapse; width: 100%; border-top: .9pt solid #1a1a1a; border-bottom: .9pt solid #1a1a1a; font-size: 7.9pt; line-height: 1.34; table-layout: fixed }
table.short { break-inside: avoid } tr { break-inside: avoid }
th { text-align: left; font-weight: 600; border-bottom: .6pt solid #1a1a1a; padding: 1.6pt 3pt; vertical-align: bottom }
th .en { font-size: .84em; white-space: nowrap }
td { padding: 1.5pt 3pt; vertical-align: baseline; border-bottom: .35pt solid #dcdcdc; overflow-wrap: anywhere }
tr:last-child td { border-bottom: 0 }
.r { text-align: right } .r + td:not(.r), .r + th:not(.r) { padding-left: 10pt }
td:first-child, th:first-child { padding-left: 0 } td:last-child, th:last-child { padding-right: 0 }
tr.grp td { border-top: .6pt solid #bdbdbd } tr.hl td { background: #f2f2f2 }
tr.sum td { border-top: .6pt solid #1a1a1a; font-weight: 600 }
td b { font-weight: 600 }
.v { font-weight: 700; white-space: nowrap } .v svg { margin-right: 3pt; vertical-align: -1px }
.met { color: #1d6b3a } .not_met { color: #a3211b } .inconclusive { color: #8a5a00 } .not_measured, .not_applicable { color: #5f5f5f }
.note { font-size: 7.4pt; line-height: 1.45; color: #444; margin: 3pt 0 0 }
.state { border-left: 2pt solid #1f4e79; padding: 1pt 0 1pt 7pt; margin: 7pt 0 3pt; break-inside: avoid }
ul.list { margin: 0 0 3pt; padding: 0; list-style: none } ul.list li { padding: .6pt 0 } ul.list li > * { margin-right: 2.5mm }
svg.fig { display: block; width: 100%; height: auto; break-inside: avoid; overflow: visible; margin-top: 2pt }
svg.fig text { font-size: 9.6px; fill: #1a1a1a; font-variant-numeric: tabular-nums }
svg.fig .s { fill: #5f5f5f } svg.fig .b { font-weight: 600 } svg.fig .h { font-weight: 600; fill: #444 } svg.fig .w { fill: #fff }
svg.fig .e { fill: #5f5f5f; font-size: 8.6px; font-weight: 400 }
pre { border: .5pt solid #bdbdbd; padding: 4pt 6pt; margin: 4pt 0; line-height: 1.4; font-size: 6.9pt; white-space: pre-wrap }
)page";

}  // namespace firedrill::reports::page
