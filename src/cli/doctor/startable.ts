import { windowsProgram } from '../../windows-program.ts';
import type { ServerCommand } from '../line-client.ts';

/** What npm and the like install on Windows: not programs, but scripts of `cmd`. */
const SCRIPT = /(?:^|[\\/])(?:npx|npm|pnpm|pnpx|yarn|bunx|runapi-deepseek)$|\.(?:cmd|bat)$/i;

/** A command as clients start it: those that are built on the MCP SDK start scripts of Windows, too. */
export function startable(
  command: ServerCommand,
  platform: NodeJS.Platform = process.platform,
): ServerCommand {
  if (platform !== 'win32' || !SCRIPT.test(command.command)) return command;
  const args = ['/d', '/c', command.command, ...command.args];
  return { ...command, command: windowsProgram('cmd.exe'), args };
}
