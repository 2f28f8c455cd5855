import path from 'node:path';

/** Whether `child` is `parent` or below it. Both are absolute; links are not looked at. */
export function isInside(parent: string, child: string): boolean {
  const way = path.relative(parent, child);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}
