const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:[.:]|$)/i;

/**
 * What Windows would read as something else than the file of that name; undefined where it is plain.
 * Other systems have no such names: there `aux.ts` and `a:b` are files like any other.
 */
export function windowsTrap(given: string, platform: string = process.platform): string | undefined {
  if (platform !== 'win32') return undefined;
  const names = given.replace(/^[a-z]:/i, '').split(/[\\/]/);
  if (names.some((name) => DEVICE.test(name))) return 'names a device of Windows';
  if (names.some((name) => name.includes(':'))) return 'has a ":", which opens another stream of a file';
  // Windows drops them, so that ".env." is ".env".
  if (names.some((name) => /[. ]$/.test(name) && !/^\.{1,2}$/.test(name)))
    return 'has a name that ends in a dot or a blank';
  return undefined;
}
