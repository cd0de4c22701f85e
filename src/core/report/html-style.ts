/** The look of the HTML report: system fonts, both schemes, prints well. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --bg: #fbfbfc; --card: #fff; --text: #1d2026; --dim: #626975; --line: #e2e5ea; --bar: #e8743b;
  --mine: #f2a56b; --dep: #8fb7e8; --node: #b9c98a; --native: #c9ccd3; --outside: #cdb4e0;
  --box-text: #1b1d21; --worse: #b3261e; --better: #1a7f4b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #16181d; --card: #1e2128; --text: #e6e8ec; --dim: #9aa1ad; --line: #31353e; --bar: #f08a4b;
    --mine: #c9743a; --dep: #4a77ad; --node: #6f8445; --native: #545963; --outside: #7d5f97;
    --box-text: #fff; --worse: #ff8a80; --better: #6fd69c;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.5 system-ui, sans-serif; }
header, main { max-width: 1280px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { font-size: 22px; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 36px 0 10px; }
h3 { font-size: 14px; margin: 0 0 4px; }
h3 small { color: var(--dim); font-weight: 400; }
p { margin: 0 0 6px; }
.kind { color: var(--dim); text-transform: uppercase; letter-spacing: .08em; font-size: 11px; }
.sum span:not(:last-child)::after { content: '·'; color: var(--dim); margin: 0 8px; }
.dim, caption, th { color: var(--dim); }
.warn { color: var(--worse); font-weight: 600; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
.card .share { float: right; font-size: 20px; font-weight: 600; font-variant-numeric: tabular-nums; }
.card ul { margin: 0; padding-left: 18px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding-bottom: 6px; }
th { font-weight: 500; text-align: left; white-space: nowrap; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.where { color: var(--dim); overflow-wrap: anywhere; }
code { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.bar { width: 90px; min-width: 60px; padding-top: 11px; }
.bar i { display: block; height: 7px; border-radius: 2px; background: var(--bar); min-width: 1px; }
.bar.better i { background: var(--better); } .bar.worse i { background: var(--worse); }
.n.better { color: var(--better); } .n.worse { color: var(--worse); }
.legend span { margin-right: 16px; } .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 2px; margin-right: 6px; }
.flame { position: relative; min-width: 720px; }
.flame div { position: absolute; height: 19px; padding: 0 4px; border-right: 1px solid var(--bg); border-radius: 2px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; color: var(--box-text); font: 11.5px/19px system-ui, sans-serif; }
.flame div:empty { padding: 0; }
.flame div:hover { outline: 2px solid var(--text); outline-offset: -2px; }
.mine { background: var(--mine); } .dep { background: var(--dep); } .node { background: var(--node); }
.native { background: var(--native); } .outside { background: var(--outside); }
main { padding-bottom: 64px; }
@media print { .flame div { print-color-adjust: exact; } }
`;
