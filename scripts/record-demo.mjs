// Runs the demo and draws what it printed, when it printed it, as an animated terminal: docs/demo.svg.
//
// Not with svg-term or termtosvg: what is drawn here is lines without control characters, and a picture that stays
// text needs no emulator of a terminal.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const COLUMNS = 104;
const ROWS = 30;
const LINE_HEIGHT = 18;
/** Of the usual monospaced fonts at 13 px, rounded up. */
const COLUMN_WIDTH = 7.85;
const MARGIN = 16;
/** How long the end is shown before it begins anew. */
const REST_MS = 5000;
/** Lines that come closer together are drawn at once. */
const FRAME_MS = 80;

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const target = fileURLToPath(new URL('../docs/demo.svg', import.meta.url));

const lines = await record();
await writeFile(target, draw([{ text: '$ npm run demo', atMs: 0 }, ...lines]));
process.stdout.write(`${target}: ${lines.length} lines\n`);

/** The lines of the demo, with the time of each in milliseconds from the start. */
async function record() {
  const child = spawn(process.execPath, [bin, 'demo'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const startedAt = performance.now();
  const recorded = [];
  let rest = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    for (const text of parts) recorded.push({ text, atMs: Math.round(performance.now() - startedAt) });
  }
  const [exitCode] = await closed;
  if (exitCode !== 0) throw new Error(`The demo ended with exit code ${exitCode}; nothing was drawn.`);
  return recorded;
}

function draw(all) {
  const width = Math.ceil(COLUMNS * COLUMN_WIDTH) + 2 * MARGIN;
  const height = ROWS * LINE_HEIGHT + 2 * MARGIN;
  const texts = all.map(({ text }, place) => {
    const y = MARGIN + (place + 1) * LINE_HEIGHT - 5;
    return `<text x="${MARGIN}" y="${y}"${classOf(text)}>${escape(cut(text))}</text>`;
  });
  const { durationMs, keyframes } = scroll(all);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t">
<title id="t">npm run demo: every step against the sandbox, as it was printed</title>
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#9aa4b2;white-space:pre}
.title{fill:#f3f4f6;font-weight:bold}.live{fill:#67b7d1}.receipt{fill:#e0b15e}.done{fill:#7cc47f}.wrong{fill:#e5766f}
@keyframes scroll{${keyframes}}
@media (prefers-reduced-motion:no-preference){#lines{animation:scroll ${durationMs}ms step-end infinite}}
</style>
<defs><clipPath id="window"><rect width="${width}" height="${height - MARGIN + 4}"/></clipPath></defs>
<rect width="${width}" height="${height}" rx="8" fill="#14181f"/>
<g clip-path="url(#window)"><g id="lines" xml:space="preserve">
${texts.join('\n')}
</g></g>
</svg>
`;
}

/** Everything is still except the window over it: what has not come yet is below its edge. */
function scroll(all) {
  const durationMs = all.at(-1).atMs + REST_MS;
  const frames = [];
  for (const [place, { atMs }] of all.entries()) {
    const shift = (ROWS - (place + 1)) * LINE_HEIGHT;
    const last = frames.at(-1);
    if (last && atMs - last.atMs < FRAME_MS) last.shift = shift;
    else frames.push({ atMs, shift });
  }
  const keyframes = frames
    .map(({ atMs, shift }) => `${((100 * atMs) / durationMs).toFixed(2)}%{transform:translateY(${shift}px)}`)
    .join('');
  return { durationMs, keyframes };
}

function classOf(text) {
  const name = [
    [/^(?:\d+\. |\$ )/, 'title'],
    [/^ {3}[>.] /, 'live'],
    [/^ {3}\| \[/, 'receipt'],
    [/^ {3}ok$|^All \d+ steps/, 'done'],
    [/^ {3}FAILED/, 'wrong'],
  ].find(([pattern]) => pattern.test(text))?.[1];
  return name ? ` class="${name}"` : '';
}

function cut(text) {
  const characters = Array.from(text);
  return characters.length > COLUMNS ? `${characters.slice(0, COLUMNS - 1).join('')}…` : text;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
