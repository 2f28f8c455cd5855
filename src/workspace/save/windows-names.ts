const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:[.:]|$)/i;
const FORBIDDEN = /[<>"|?*\p{Cc}]/u;

/**
 * What Windows would read as something else than the file of that name; undefined where it is plain.
 * Other systems have no such names: there `aux.ts` and `a:b` are files like any other.
 */
export function windowsTrap(given: string, platform: string = process.platform): string | undefined {
  if (platform !== 'win32') return undefined;
  if (/^[\\/]{2}[?.][\\/]|^\\\?\?\\/.test(given))
    return String.raw`begins like a device of Windows (\\?\, \\.\)`;
  if (/^[a-z]:(?![\\/])/i.test(given))
    return 'has no slash after its drive, so it depends on the working folder there';
  const names = given.replace(/^[a-z]:/i, '').split(/[\\/]/);
  if (names.some((name) => DEVICE.test(name))) return 'names a device of Windows';
  if (names.some((name) => name.includes(':'))) return 'has a ":", which opens another stream of a file';
  // Windows drops them, so that ".env." is ".env".
  if (names.some((name) => /[. ]$/.test(name) && !/^\.{1,2}$/.test(name)))
    return 'has a name that ends in a dot or a blank';
  return undefined;
}

/** Whether Windows allows such a name, so that no answer is paid for that cannot be saved. */
export function isWindowsName(given: string, platform: string = process.platform): boolean {
  return platform !== 'win32' || !FORBIDDEN.test(given);
}
