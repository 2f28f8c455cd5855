import path from 'node:path';
import { configFilePath } from '../../config/config.ts';
import { secretByName } from '../secrets/names.ts';

/** Where coding agents keep what they start and what they may do, this server and its key among it. */
const AGENT_CONFIG =
  /\/\.mcp\.json$|\/\.(?:cursor|vscode|roo|kiro)\/(?:.*\/)?mcp\.json$|\/\.claude\/settings[^/]*\.json$|\/\.claude\.json$|\/\.(?:codex|gemini|openclaw)\/(?:config\.toml|settings\.json|openclaw\.json)$|\/opencode\.jsonc?$/;

/**
 * Why nothing is written to an absolute path, wherever the roots are; undefined where it may be. What a model
 * writes there would be run by Git or by an agent, or would take the place of a key.
 */
export function protectedTarget(absolute: string): string | undefined {
  const plain = absolute
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replaceAll('\\', '/')
    .toLowerCase();
  if (plain.split('/').some((name) => name === '.git' || name === 'git~1')) return 'belongs to Git itself';
  const keyFile = configFilePath(process.env);
  const isKeyFile = keyFile !== undefined && path.relative(keyFile, absolute) === '';
  if (isKeyFile || AGENT_CONFIG.test(plain)) {
    return 'is configuration of this server or of an agent';
  }
  const kind = secretByName(absolute);
  return kind && `is a place for secrets: by its name it holds ${kind}`;
}
