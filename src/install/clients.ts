import type { Client } from './client.ts';
import { claudeCode } from './clients/claude-code.ts';
import { claudeDesktop } from './clients/claude-desktop.ts';
import { cline } from './clients/cline.ts';
import { codex } from './clients/codex.ts';
import { cursor } from './clients/cursor.ts';
import { gemini } from './clients/gemini.ts';
import { goose } from './clients/goose.ts';
import { openclaw } from './clients/openclaw.ts';
import { opencode } from './clients/opencode.ts';
import { roo } from './clients/roo.ts';
import { vscode } from './clients/vscode.ts';
import { windsurf } from './clients/windsurf.ts';
import { zed } from './clients/zed.ts';

/** In the order in which they are listed. */
export const CLIENTS: readonly Client[] = [
  claudeCode,
  claudeDesktop,
  cursor,
  vscode,
  codex,
  gemini,
  openclaw,
  opencode,
  windsurf,
  zed,
  cline,
  roo,
  goose,
];
