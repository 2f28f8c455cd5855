/** A file as it came within a message. */
export interface SentFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** The files that a message has whole; those with a line range are omitted. */
export function readSentFiles(text: string): SentFile[] {
  const files: SentFile[] = [];
  const lines = text.split('\n');
  for (let place = 0; place < lines.length; place += 1) {
    const path = /^<file path="([^"]*)">$/.exec(lines[place] ?? '')?.[1];
    const fence = lines[place + 1] ?? '';
    if (path === undefined || !/^`{3,}$/.test(fence)) continue;
    const end = lines.indexOf(fence, place + 2);
    if (end === -1) continue;
    files.push({ path: unescape(path), lines: lines.slice(place + 2, end) });
    place = end;
  }
  return files;
}

function unescape(path: string): string {
  return path.replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
