/** The bars that the README shows: milliseconds for one small message, a group for each scenario. SVG, no scripts. */
import type { Measured } from './scenario.ts';

const [labelWidth, barWidth, rowHeight, margin] = [190, 420, 22, 16];
const width = labelWidth + barWidth + 90;

const style = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-weight: 600 }
  .value { font-variant-numeric: tabular-nums }
  .own { fill: #0969da } .other { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .own { fill: #4493f8 } .other { fill: #6e7681 }
  }`;

export function renderPlot(groups: readonly Measured[]): string {
  const longest = Math.max(...groups.flatMap(({ results }) => results.map(({ wall }) => wall.median)));
  const parts: string[] = [];
  let y = margin;
  for (const { title, results } of groups) {
    parts.push(`<text class="title" x="${margin}" y="${y + 14}">${escape(title)}, ms</text>`);
    y += rowHeight;
    for (const { name, wall } of results.toSorted((one, other) => one.wall.median - other.wall.median)) {
      const length = Math.max(1, (wall.median / longest) * barWidth).toFixed(1);
      const kind = name.startsWith('sendmemo') ? 'own' : 'other';
      parts.push(
        `<text x="${labelWidth}" y="${y + 15}" text-anchor="end">${escape(name)}</text>`,
        `<rect class="${kind}" x="${labelWidth + 8}" y="${y + 3}" width="${length}" height="${rowHeight - 7}" rx="2"/>`,
        `<text class="value" x="${labelWidth + 14 + Number(length)}" y="${y + 15}">${wall.median.toFixed(0)}</text>`,
      );
      y += rowHeight;
    }
    y += margin;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img">`,
    '<title>Milliseconds for one small message</title>',
    `<style>${style}</style>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
