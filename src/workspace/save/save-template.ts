import path from 'node:path';
import { DelegateError } from '../../errors.ts';
import { quote } from '../read/refusal.ts';

/** The value of a placeholder of `save_to`, from the path of a file as it is shown. */
const PLACEHOLDERS: Readonly<Record<string, (shown: string) => string>> = {
  path: (shown) => shown,
  // Cut and not parsed: "docs//" in front of a path names a root.
  dir: (shown) => (shown.includes('/') ? shown.slice(0, shown.lastIndexOf('/')) : '.'),
  name: (shown) => path.posix.parse(shown).name,
  ext: (shown) => path.posix.extname(shown).slice(1),
};

const KNOWN = Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(', ');

/**
 * Where the answer about one file is saved. `{ext}` is without its dot, and takes along the dot before it where a
 * file has none; right after a letter or another placeholder it brings one: `{name}{ext}` and `{name}.{ext}` are the
 * same.
 *
 * @param shown - The file's path as it is shown: relative, with forward slashes.
 * @throws {DelegateError} `input` for an unknown placeholder.
 */
export function expandTemplate(template: string, shown: string): string {
  return template.replace(/(\.?)\{([^{}]*)\}/g, (whole, dot: string, name: string, place: number) => {
    const value = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name]?.(shown) : undefined;
    if (value === undefined) throw unknownPlaceholder(whole.slice(dot.length), template);
    if (name !== 'ext') return dot + value;
    if (value === '') return '';
    const needsDot = /[\p{L}\p{N}}]/u.test(template[place - 1] ?? '');
    return (dot || (needsDot ? '.' : '')) + value;
  });
}

/**
 * Where the answers about several files are saved, in their order.
 *
 * @throws {DelegateError} `input` for an unknown placeholder, or when two answers would go to one file.
 */
export function checkTemplate(template: string, shown: readonly string[]): string[] {
  const outputs = shown.map((file) => expandTemplate(template, file));
  const inputOf = new Map<string, string>();
  for (const [place, output] of outputs.entries()) {
    const input = shown[place] ?? '';
    const before = inputOf.get(asFile(output));
    if (before !== undefined) throw sameOutput(template, output, [before, input]);
    inputOf.set(asFile(output), input);
  }
  return outputs;
}

/** Alike for names that are one file on some system: the answers of one must not depend on where it runs. */
function asFile(output: string): string {
  return path.posix.normalize(output.replaceAll('\\', '/')).normalize('NFC').toLowerCase();
}

/**
 * For one answer: there is no file that a placeholder could stand for.
 *
 * @throws {DelegateError} `input` naming the placeholder.
 */
export function refuseTemplate(saveTo: string): void {
  const [, placeholder, name = ''] = /(\{(\w+)\})/.exec(saveTo) ?? [];
  if (placeholder === undefined || !Object.hasOwn(PLACEHOLDERS, name)) return;
  throw new DelegateError(
    'input',
    `save_to ${quote(saveTo)} has the placeholder ${placeholder}, but there are no files to run over.`,
    {
      agent: 'Give `for_each`, or the name of one file.',
      person: 'Use the map command, or give the name of one file.',
    },
  );
}

function unknownPlaceholder(placeholder: string, template: string): DelegateError {
  return new DelegateError(
    'input',
    `save_to ${quote(template)} has the placeholder ${placeholder}, which is unknown.`,
    `Use ${KNOWN}.`,
  );
}

function sameOutput(
  template: string,
  output: string,
  [one, other]: readonly [string, string],
): DelegateError {
  if (one === other) {
    return new DelegateError(
      'input',
      `save_to ${quote(template)} gives ${quote(output)} for two parts of ${quote(one)}.`,
      'Give each part in a call of its own, or all lines that are wanted as one range.',
    );
  }
  return new DelegateError(
    'input',
    `save_to ${quote(template)} gives ${quote(output)} for both ${quote(one)} and ${quote(other)}.`,
    /\{\w+\}/.test(template)
      ? 'Keep more of the path, as "{dir}/{name}.md" or "{path}.md" does.'
      : `With several files it needs placeholders: ${KNOWN}, as in "out/{path}.md".`,
  );
}
