import path from 'node:path';

/**
 * The full path of a program that comes with Windows. By its name alone, Windows would start one of that name in the
 * working folder first, which is the user's project.
 *
 * @param name - Below the system's folder, such as `taskkill.exe`.
 */
export function windowsProgram(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const system = environment['SystemRoot'] || environment['SYSTEMROOT'] || 'C:\\Windows';
  return path.win32.join(system, 'System32', name);
}
