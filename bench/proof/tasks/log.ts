import assert from 'node:assert/strict';
import { INCIDENTS, shopLog } from '../corpus/log.ts';
import { sentFiles } from '../corpus/sent.ts';
import type { Task } from '../task.ts';

const FILE = 'logs/2026-03-01.log';
const log = shopLog();

/** The incidents whose causes are in the lines. */
function summaryOf(lines: readonly string[]): string {
  const found = INCIDENTS.flatMap(({ cause, service, summary }) => {
    const line = lines.find((one) => one.endsWith(cause));
    return line === undefined
      ? []
      : [`- ${line.slice(11, 16)} UTC, ${service}: ${summary} In the log: "${cause}".`];
  });
  return `# Incidents of 2026-03-01\n\n${found.join('\n')}\n`;
}

const SUMMARY = summaryOf(log.split('\n'));
/** The beginning of each quotation, to be found in the log. */
const QUOTED = INCIDENTS.map(({ cause }) => `-e '${cause.slice(0, 30)}'`).join(' ');
/** The lines before an incident, and its beginning, as one finds it by its first error. */
const windowOf = (at: number) => `sed -n '${at - 20},${at + 30}p' ${FILE}`;

export const summariseLog: Task = {
  slug: 'log',
  name: 'Summarise a log of 2 MB',
  prompt: `Which incidents does ${FILE} show, and what caused each? Write summary.md: when, which service, why, and the line of the log that says so.`,
  files: { [FILE]: log },
  alone: {
    // Nobody reads 2 MB: counted by level and message first, then read around each cluster of errors.
    rounds: [
      [
        { do: 'run', command: `wc -lc ${FILE}` },
        { do: 'run', command: `head -n 15 ${FILE}` },
      ],
      [{ do: 'run', command: `awk '{print $3, $4}' ${FILE} | sort | uniq -c | sort -rn` }],
      [
        {
          do: 'run',
          command: `grep ' ERROR ' ${FILE} | cut -c 1-13,26- | sed -E 's/[0-9]{3,}/N/g; s/node-[0-9]//' | sort | uniq -c`,
        },
        { do: 'run', command: `grep -n ' ERROR ' ${FILE} | awk -F: '$1 > last + 200 {print} {last = $1}'` },
      ],
      INCIDENTS.map(({ at }) => ({ do: 'run', command: windowOf(at) })),
      [{ do: 'write', path: 'summary.md', text: SUMMARY }],
    ],
    lastWord: () => 'summary.md has the four incidents.',
  },
  delegated: {
    rounds: [
      [
        {
          do: 'delegate',
          tool: 'deepseek_stream',
          arguments: {
            prompt:
              'This is a day of the log of a web shop. List each incident: time (UTC), service, cause in one sentence, and the line of the log that says why, word for word. Under the heading "# Incidents of 2026-03-01", as a list. Ignore single slow requests.',
            files: [FILE],
            save_to: 'summary.md',
          },
        },
      ],
      [{ do: 'read', path: 'summary.md' }],
      [{ do: 'run', command: `grep -nF ${QUOTED} ${FILE}` }],
    ],
    lastWord: () => 'summary.md has the four incidents; the lines that it quotes are in the log.',
  },
  evidence: INCIDENTS.map(({ cause }) => cause),
  deepseek: { answer: (task) => summaryOf(sentFiles(task)[0]?.lines ?? []) },
  verify({ read }) {
    assert.equal(read('summary.md').trim(), SUMMARY.trim());
    assert.equal(SUMMARY.match(/^- /gm)?.length, INCIDENTS.length);
  },
};
