import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { parseIgnoreFile, toGitName, type IgnoreRule } from './ignore-file.ts';
import type { PathRules } from './path-rules.ts';
import { readRepository } from './repository.ts';
import { readRuleFile } from './rule-file.ts';
import { isInside } from '../../inside.ts';

/** What git ignores in one folder. */
export interface IgnoreRules {
  /** Which file excludes an entry of this folder; undefined for one that is not excluded. */
  readonly excludedBy: (name: string, isFolder: boolean) => string | undefined;
  /** The rules in a folder below, without its own `.gitignore`. */
  readonly enter: (name: string) => IgnoreRules;
  /** The rules together with the `.gitignore` of this folder, whose path is given. */
  readonly withOwn: (folder: string) => Promise<IgnoreRules>;
}

/** One file of rules. */
interface Layer {
  /** As it is shown. */
  readonly name: string;
  readonly rules: PathRules<IgnoreRule>;
}

export interface Excluded {
  readonly folder: string;
  /** A sentence without its subject. */
  readonly reason: string;
}

/**
 * The rules in `folder`, without its own `.gitignore`, from the top of its repository down: a root may be a part of
 * one. A repository inside another follows its own rules alone.
 *
 * @returns Also the outermost folder below the root that is excluded on the way, where there is one.
 */
export async function readIgnoreRules(
  folder: string,
  root: string,
): Promise<{ rules: IgnoreRules; excluded: Excluded | undefined }> {
  const top = await topOf(root);
  let rules = await rulesAt(top);
  let excluded: Excluded | undefined;
  for (const current of foldersBelow(top, folder)) {
    const name = path.basename(current);
    if (isGitFolder(name)) return { rules, excluded: { folder: current, reason: GIT_ITSELF } };
    if (await isRepository(current)) {
      rules = await rulesAt(current);
      excluded = undefined;
      continue;
    }
    rules = await rules.withOwn(path.dirname(current));
    const reason = whyIgnored(name, true, rules);
    // Somebody who makes an ignored folder a root wants what is in it.
    if (reason !== undefined && isInside(current, root)) rules = layered([], false);
    else if (reason !== undefined) excluded ??= { folder: current, reason };
    rules = rules.enter(name);
  }
  return { rules, excluded };
}

/** Whether a name is that of Git's own folder, or of the file that tells where it is. */
export function isGitFolder(name: string): boolean {
  return name.toLowerCase() === '.git';
}

const GIT_ITSELF = 'belongs to Git itself';

/** Why an entry of a folder is skipped; undefined for one that is not. */
export function whyIgnored(name: string, isFolder: boolean, rules: IgnoreRules): string | undefined {
  if (isGitFolder(name)) return GIT_ITSELF;
  const file = rules.excludedBy(name, isFolder);
  return file && `is excluded by ${file}`;
}

function layered(layers: readonly Layer[], ignoreCase: boolean): IgnoreRules {
  const rules: IgnoreRules = {
    excludedBy(name, isFolder) {
      if (layers.length === 0) return undefined;
      const plain = toGitName(name, ignoreCase);
      // The innermost file that says anything has the last word, as in Git.
      for (let place = layers.length - 1; place >= 0; place -= 1) {
        const layer = layers[place];
        const rule = layer?.rules.find(plain, isFolder);
        if (rule) return rule.isNegated ? undefined : layer?.name;
      }
      return undefined;
    },
    enter(name) {
      const plain = toGitName(name, ignoreCase);
      const entered = layers.map((layer) => ({ ...layer, rules: layer.rules.enter(plain) }));
      if (entered.every((layer, place) => layer.rules === layers[place]?.rules)) return rules;
      return layered(
        entered.filter((layer) => !layer.rules.isEmpty),
        ignoreCase,
      );
    },
    async withOwn(folder) {
      const bytes = await readRuleFile(path.join(folder, '.gitignore'), { followLinks: false });
      if (!bytes) return rules;
      const own = { name: '.gitignore', rules: parseIgnoreFile(bytes, ignoreCase) };
      return layered([...layers, own], ignoreCase);
    },
  };
  return rules;
}

/** The rules at the top of a repository, or of a folder that is in none. */
async function rulesAt(top: string): Promise<IgnoreRules> {
  const { ruleFiles, ignoreCase } = await readRepository(top);
  const layers = ruleFiles.map(({ name, bytes }) => ({ name, rules: parseIgnoreFile(bytes, ignoreCase) }));
  return layered(layers, ignoreCase);
}

/** The outermost folder whose `.gitignore` counts: where the repository of `root` starts. */
async function topOf(root: string): Promise<string> {
  for (let current = root; ; current = path.dirname(current)) {
    if (await isRepository(current)) return current;
    if (path.dirname(current) === current) return root;
  }
}

async function isRepository(folder: string): Promise<boolean> {
  return lstat(path.join(folder, '.git')).then(
    () => true,
    () => false,
  );
}

/** The folders on the way down, without `top`. */
function foldersBelow(top: string, folder: string): string[] {
  const names = path.relative(top, folder).split(path.sep).filter(Boolean);
  return names.map((_, place) => path.join(top, ...names.slice(0, place + 1)));
}
