import type { PathRule, PathRules } from '../../../src/workspace/glob/ignore/path-rules.ts';

/** The rule for a path, found the way a walk does: folder by folder. */
export function findPath<R extends PathRule>(
  rules: PathRules<R>,
  names: readonly string[],
  isFolder = false,
): R | undefined {
  return enterAll(rules, names.slice(0, -1)).find(names.at(-1) ?? '', isFolder);
}

export function enterAll<R extends PathRule>(rules: PathRules<R>, folders: readonly string[]): PathRules<R> {
  return folders.reduce((entered, name) => entered.enter(name), rules);
}
