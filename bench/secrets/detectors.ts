import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { temporaryFolder } from '../support/environment.ts';
import type { Detector } from './ours.ts';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';

export const secretlint: Detector = (files) =>
  Promise.all(
    files.map(async ([name, content]) => {
      const { messages } = await lintSource({
        source: { content, filePath: name, ext: path.extname(name), contentType: 'text' },
        options: { config: { rules: [{ id: PRESET, rule: creator }] } },
      });
      return messages.length > 0;
    }),
  );

const GITLEAKS = 'github.com/zricethezav/gitleaks/v8@v8.30.1';

/** Its own program, from the Go module: rules mean what its engine makes of them. */
export const gitleaks: Detector = async (files) => {
  await using folder = await temporaryFolder();
  for (const [index, [name, text]] of files.entries()) {
    const file = path.join(folder.path, String(index), name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const report = path.join(folder.path, 'report.json');
  const args = [
    'dir',
    folder.path,
    '--no-banner',
    '--exit-code',
    '0',
    '--report-format',
    'json',
    '--report-path',
    report,
  ];
  await promisify(execFile)('go', ['run', GITLEAKS, ...args]);
  const findings = JSON.parse(await readFile(report, 'utf8')) as { File: string }[];
  const found = new Set(findings.map(({ File }) => path.relative(folder.path, File).split(path.sep)[0]));
  return files.map((_, index) => found.has(String(index)));
};
