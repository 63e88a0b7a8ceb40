"""The looks of the report."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root { color-scheme: light; --ink: #1d2733; --soft: #66758a; --line: #dfe5ec; --bad: #d6452a;
  --good: #1c7c54; --accent: #2563ab; }
* { box-sizing: border-box; }
body { font: 15px/1.45 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; color: var(--ink);
  margin: 0 auto; padding: 28px 32px 60px; max-width: 1240px; background: #fff; }
h1 { font-size: 25px; margin: 0 0 6px; }
h2 { font-size: 18px; margin: 34px 0 10px; }
.facts { display: flex; flex-wrap: wrap; gap: 2px 22px; margin: 0 0 18px; color: var(--soft);
  font-size: 13px; }
.facts dt { float: left; } .facts dt::after { content: ":"; margin-right: 5px; }
.facts dd { margin: 0 0 0 -17px; color: var(--ink); overflow-wrap: anywhere; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px; }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
.tile b { display: block; font-weight: 500; color: var(--soft); font-size: 13px; }
.tile span { display: block; font-size: 26px; font-weight: 600; }
.tile small { color: var(--soft); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.figures { width: 100%; font-size: 13.5px; }
.figures th, .figures td { padding: 5px 9px; border-bottom: 1px solid var(--line);
  text-align: right; }
.figures th { font-weight: 500; color: var(--soft); vertical-align: bottom; }
.figures tr th:first-child { text-align: left; color: var(--ink); min-width: 90px;
  overflow-wrap: break-word; }
.figures .total td, .figures .total th { font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(420px, 1fr)); gap: 24px;
  margin-top: 30px; }
figure { margin: 0; } figcaption { font-weight: 600; margin-bottom: 6px; }
svg { width: 100%; height: auto; } svg text { font-size: 11.5px; fill: var(--soft); }
svg .axis { fill: var(--ink); font-size: 12.5px; } .grid { stroke: var(--line); }
.curve { fill: none; stroke: var(--accent); stroke-width: 2; }
.dot { fill: var(--accent); opacity: 0; } .dot:hover { opacity: 1; }
.mark, .ideal { stroke: var(--soft); stroke-dasharray: 4 4; fill: none; }
.bin { fill: var(--accent); fill-opacity: .65; }
.confusion { font-size: 13px; } .confusion td, .confusion th { min-width: 38px; height: 28px;
  padding: 2px 6px; text-align: center; border: 1px solid var(--line); font-weight: 400; }
.confusion th { color: var(--soft); } .confusion .same { color: var(--good); background: #eef7f2; }
details { margin-top: 16px; } details > p { color: var(--soft); margin: 0 0 4px; }
summary { cursor: pointer; font-weight: 600; padding: 4px 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(210px, 1fr)); gap: 12px;
  margin-top: 8px; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 10px; display: flex;
  flex-direction: column; gap: 6px; break-inside: avoid; }
.card img { height: 64px; width: 100%; object-fit: contain; background: #f5f7f9;
  border-radius: 4px; }
.card small { color: var(--soft); overflow-wrap: anywhere; line-height: 1.3; }
.texts { overflow-x: auto; } .texts td { font: 600 16px/1.25 ui-monospace, "DejaVu Sans Mono",
  monospace; min-width: 14px; height: 22px; text-align: center; padding: 0 1px; }
.texts th { font-weight: 400; font-size: 12px; color: var(--soft); text-align: left;
  padding-right: 8px; }
.texts .off { color: var(--bad); background: #fdeae6; }
"""
